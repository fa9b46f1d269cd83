import { z } from 'zod'
import { instantInput } from '@/server/infra/input/instant-schema'
import { referenceSchema } from '../schema'

/** `until` null ends a snooze before its time. */
export const snoozeSchema = z.object({ reference: referenceSchema, until: instantInput.nullable() })
