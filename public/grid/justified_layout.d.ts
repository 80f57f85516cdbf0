/** The package brings no types; this is what we use of it. */
declare module 'justified-layout' {
  interface Options {
    containerWidth: number;
    containerPadding: number;
    boxSpacing: number;
    targetRowHeight: number;
    showWidows: boolean;
    widowLayoutStyle: 'left' | 'justify' | 'center';
  }
  interface Box {
    top: number;
    left: number;
    width: number;
    height: number;
  }
  export default function justifiedLayout(
    aspectRatios: number[],
    options: Partial<Options>
  ): { containerHeight: number; widowCount: number; boxes: Box[] };
}
