import { readFileSync } from 'node:fs';
import { integerKernels, judgeKernels } from './integer_kernels';
import type { KernelTestTask } from './integer_kernel_process';

/** A machine on which signed weights, and rewritten ones, have these errors. */
const machine = (signed: number, unsigned: number) => {
  const asked: boolean[] = [];
  const ask = async ({ unsignedWeights }: KernelTestTask) => {
    asked.push(unsignedWeights);
    return { providers: ['cpu'], worst: unsignedWeights ? unsigned : signed };
  };
  return { ask, asked };
};

test('exact kernels: rewriting the weights is not even tried', async () => {
  const { ask, asked } = machine(0, NaN);
  expect((await judgeKernels(ask)).verdict).toBe('exact');
  expect(asked).toEqual([false]);
});

test('kernels that saturate with signed weights only', async () => {
  expect(await judgeKernels(machine(0.49, 0).ask)).toEqual({
    verdict: 'exact as unsigned',
    signedError: 0.49,
    providers: ['cpu'],
  });
});

test.each([0.49, Infinity])('kernels that are wrong either way', async (error) => {
  expect((await judgeKernels(machine(error, error).ask)).verdict).toBe('saturating');
});

test('this machine: asked once, and the runtime’s answer is what its instructions promise', async () => {
  const asked = integerKernels(['cpu']);
  expect(integerKernels(['cpu'])).toBe(asked);
  const { verdict, providers } = await asked;
  expect(providers).toEqual(['cpu']);
  // With or without VNNI there is a way to the right products.
  expect(verdict).not.toBe('saturating');
  if (process.platform === 'linux' && process.arch === 'x64') {
    const vnni = /avx512_vnni|avx_vnni/.test(readFileSync('/proc/cpuinfo', 'utf8'));
    expect(verdict).toBe(vnni ? 'exact' : 'exact as unsigned');
  }
});

test('a provider that does not work here leaves the CPU to be tested', async () => {
  expect((await integerKernels(['coreml'])).providers).toContain('cpu');
});
