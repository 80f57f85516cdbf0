/**
 * The least a capability needs to say something. Kibana's `Logger` fits it, and so does `console`.
 */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
