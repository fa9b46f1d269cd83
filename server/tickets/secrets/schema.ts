import { z } from 'zod'
import { keptDigits, maxKeptFinds } from './facts'

/** Digests of the finds that the writer declared to be no secrets; everything else that is found is masked. */
export const keptInput = z
  .array(z.string().regex(new RegExp(`^[0-9a-f]{${keptDigits}}$`), 'invalidValue'))
  .max(maxKeptFinds)
  .default([])
