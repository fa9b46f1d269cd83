import { z } from 'zod'
import { invalid } from '@/server/infra/errors'
import { layers } from '../schema'

/**
 * Limits of a schedule's layers. Beyond them, computing who is on call would take so long that it delays pages; a
 * longer rotation would also exceed the range of valid instants, so that the computation fails. 10,000 weeks are 191
 * years.
 */
export const layerLimits = { layers: 10, participants: 100, restrictions: 50, rotationLength: 10_000 } as const

/** The layers of a schedule as a form sends them, to save or preview. */
export const layersInput = layers.max(layerLimits.layers).superRefine((list, context) => {
  for (const [index, layer] of list.entries()) {
    const { length } = layer.rotation
    if (length > layerLimits.rotationLength)
      context.addIssue({
        code: 'too_big',
        origin: 'number',
        maximum: layerLimits.rotationLength,
        input: length,
        path: [index, 'rotation', 'length'],
      })
    for (const part of ['participants', 'restrictions'] as const) {
      const [maximum, input, path] = [layerLimits[part], layer[part], [index, part]]
      if (input.length > maximum) context.addIssue({ code: 'too_big', origin: 'array', maximum, input, path })
    }
  }
})

/**
 * Refuses a participant whose id is not a UUID, for which a query would fail.
 * @throws DomainError INVALID `unknownPerson` for the field `layers`
 */
export function requirePersonIds(participants: readonly string[]): void {
  if (!participants.every((id) => z.uuid().safeParse(id).success)) throw invalid('unknownPerson', 'layers')
}
