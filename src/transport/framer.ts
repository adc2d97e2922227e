/** Finds where a frame ends. Given to a link by who knows the protocol. */
export interface Framer {
  /**
   * The length in bytes, length field included, of the frame that begins at `start`; 0 while `bytes[start, end)` does not
   * hold enough to tell.
   *
   * @throws {FrameTooLargeError} when the frame announces more than `maxFrameBytes`
   * @throws {MalformedFrameError} when the announced length is impossible
   */
  frameLength(bytes: Buffer, start: number, end: number, maxFrameBytes: number): number;
}
