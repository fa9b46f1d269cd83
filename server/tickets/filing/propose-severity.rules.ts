import type { Impact } from './facts'
import type { Severity } from '@/server/vocabulary/severity'

/*
 * Severity by impact (PRODUCT.md, T2): the answers to three questions propose S1–S4; the filer may choose another.
 *
 * | production | users        | another way: no | with effort | yes |
 * | ---------- | ------------ | --------------- | ----------- | --- |
 * | yes        | most or many | S1              | S2          | S3  |
 * | yes        | few or none  | S2              | S3          | S3  |
 * | no         | most or many | S3              | S3          | S4  |
 * | no         | few or none  | S3              | S4          | S4  |
 *
 * Outside production nobody is paged: a problem that blocks a launch is an S3, one with a workaround an S4.
 */
type Way = Impact['otherWay']
const table: Record<Impact['production'], Record<'many' | 'few', Record<Way, Severity>>> = {
  yes: { many: { no: 'S1', with_effort: 'S2', yes: 'S3' }, few: { no: 'S2', with_effort: 'S3', yes: 'S3' } },
  no: { many: { no: 'S3', with_effort: 'S3', yes: 'S4' }, few: { no: 'S3', with_effort: 'S4', yes: 'S4' } },
}

/** Returns the severity proposed for the three answers. */
export function proposeSeverity({ production, users, otherWay }: Impact): Severity {
  return table[production][users === 'few' ? 'few' : 'many'][otherWay]
}
