import { z } from 'zod'
import { invalid } from '@/server/infra/errors'
import { layers } from '../schema'

/**
 * Above these, looking up who is on call would take so long that it held up pages; a turn that is longer would end beyond
 * every instant that a calendar knows, and the look-up would fail. 10,000 weeks are 191 years.
 */
export const layerLimits = { layers: 10, participants: 100, restrictions: 50, rotationLength: 10_000 } as const

/** The layers of a schedule as a form sends them, to be saved or previewed. */
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
 * Refuses a participant whose id is none, which no query could look up.
 * @throws DomainError INVALID `unknownPerson` beside `layers`
 */
export function requirePersonIds(participants: readonly string[]): void {
  if (!participants.every((id) => z.uuid().safeParse(id).success)) throw invalid('unknownPerson', 'layers')
}
