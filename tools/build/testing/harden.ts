/**
 * Loaded before anything else (`--require`), as Kibana hardens its process: src/setup_node_env/harden/prototype.js,
 * and Array as src/platform/packages/shared/kbn-security-hardening does. What Kibana's development mode ends for
 * (src/setup_node_env/exit_on_warning.ts) is told to the test.
 */
for (const type of [Object, Number, String, Function, Array]) Object.seal(type.prototype);

const tell = (text: string) => process.send?.({ type: 'problem', text });
process.on('warning', (warning) => tell(`warning: ${warning.stack ?? warning.message}`));
process.on('unhandledRejection', (reason) => tell(`unhandled rejection: ${String(reason)}`));
