/** What a container says of its picture, as far as it was looked at. */
export interface ContainerFacts {
  /** As stored; absent where it could not be read: the decoder says what is wrong then. */
  width?: number;
  height?: number;
  /** Why it is refused, as the end of "The JPEG …". */
  problem?: string;
  /** The same picture without the frames that nobody looks at; absent: the file as it is. */
  first?: Uint8Array;
}
