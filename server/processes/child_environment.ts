/**
 * What a child sees of the host's environment: where libraries and temporary files lie, and how a GPU is chosen. All else
 * stays behind: passwords for Elasticsearch, and NODE_OPTIONS with Kibana's heap limit or a debugger's port.
 */
const PASSED = /^(PATH|(LD|DYLD(_FALLBACK)?)_LIBRARY_PATH|TMPDIR|TMP|TEMP|SYSTEMROOT|WINDIR)$/i;
/** CUDA_VISIBLE_DEVICES and the like; none of them holds a secret. */
const OF_A_GPU =
  /^(CUDA|NVIDIA|HIP|ROCR)_(VISIBLE_DEVICES|PATH|HOME|DEVICE_ORDER|CACHE_(PATH|DISABLE))$/i;

/**
 * The environment of our child processes.
 *
 * ONNX Runtime 1.30 reports its use to Microsoft, keeps a device id in the user's cache folder and leaves logs in the
 * working directory, unless ORT_DISABLE_TELEMETRY is set when it is loaded (microsoft/onnxruntime#27379).
 */
export function childEnvironment(host: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const passed = Object.entries(host).filter(([name]) => PASSED.test(name) || OF_A_GPU.test(name));
  return { ...Object.fromEntries(passed), ORT_DISABLE_TELEMETRY: '1' };
}
