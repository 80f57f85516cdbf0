/** The map's script carries styles as text (tools/build/browser_bundle.ts). */
declare module '*.css' {
  const text: string;
  export default text;
}
