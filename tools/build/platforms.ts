/** Platforms that Kibana runs on and that our native parts (ONNX Runtime, sharp) are built for. */
export const PLATFORMS = {
  'linux-x64': { os: 'linux', cpu: 'x64', libc: 'glibc' },
  'linux-arm64': { os: 'linux', cpu: 'arm64', libc: 'glibc' },
  'darwin-arm64': { os: 'darwin', cpu: 'arm64' },
  'win32-x64': { os: 'win32', cpu: 'x64' },
} as const;

export type Platform = keyof typeof PLATFORMS;

/** This machine's platform, when the plugin can be packed for it. */
export function currentPlatform(): Platform | undefined {
  const name = `${process.platform}-${process.arch}`;
  return name in PLATFORMS ? (name as Platform) : undefined;
}
