import type { ScanFile } from '@/app/_ui/use-uploads'

/** Searches a customer's file for secrets before it is uploaded; the rules are loaded with the first file. */
export const scanOnDemand: ScanFile = async (file, kept, signal) => {
  const { scanFile } = await import('./scan-file')
  return scanFile(file, kept, signal)
}
