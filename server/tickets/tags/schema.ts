import { z } from 'zod'
import { oneLine, optionalLine } from '@/server/vocabulary/schemas/text'
import { cleanForm } from '../search/text.rules'
import { clientKeyInput, referenceSchema } from '../schema'
import { tagLimits } from './facts'

/** Characters that a search reads as more than a part of a name: a comma separates values, quotes enclose them. */
const separator = /[,"“”]/

/**
 * The name of a tag: one line in clean form (SEMANTICS §6.1) of 1 to 40 characters, with single spaces, so that `tag:NAME` finds it.
 * Refused with `tagCharacters` when it contains a comma or a quotation mark.
 */
export const tagName = z
  .string()
  .overwrite((text) => cleanForm(text).replace(/\s+/g, ' '))
  .pipe(oneLine(tagLimits.name).refine((name) => !separator.test(name), 'tagCharacters'))

const tagNames = z.array(tagName).max(tagLimits.perTicket).default([])

export const changeTagsSchema = z.object({
  reference: referenceSchema,
  add: tagNames,
  remove: tagNames,
  clientKey: clientKeyInput.optional(),
})

/** `text` is what somebody has typed of a tag's name; empty for all. */
export const knownTagsSchema = z.object({ text: optionalLine(tagLimits.name) })
