/**
 * ONNX Runtime 1.30 reports its use to Microsoft, keeps a device id in the user's cache folder and leaves logs in the
 * working directory, unless this stands in the process's environment when it is loaded (microsoft/onnxruntime#27379).
 * A thread has only a copy of the environment, which native code does not see: it is set where threads are made.
 */
export function refuseTelemetry(): void {
  process.env.ORT_DISABLE_TELEMETRY = '1';
}
