/** Of package.json, which is not there when this is bundled into a program; a spec compares the two. */
export const libraryVersion = '0.0.0';
