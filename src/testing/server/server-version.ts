/** What servers say they are, `V5_3_3`: clients decide by it what they may ask. */
export const serverVersion = 479;
