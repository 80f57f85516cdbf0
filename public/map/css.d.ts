/** The map's script carries styles as text (standalone/bundle/browser_bundle.ts). */
declare module '*.css' {
  const text: string;
  export default text;
}
