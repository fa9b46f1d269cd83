import { z } from 'zod'

/** What a refusal tells a screen, and how the issues of a Zod schema become such refusals; safe in the browser. */
const values = z.record(z.string(), z.union([z.string(), z.number()])).optional()
type Values = z.infer<typeof values>
/** What a screen needs to show a refusal beside the field that it is about. */
export interface ErrorDetail {
  /** Key of messages/<locale>/errors.json. */
  reason: string
  fields: { path: string; reason: string; values?: Values }[]
  values?: Values
}

/**
 * Returns a custom issue's message if it is the key of a reason; schemas shared with the command line use sentences.
 */
const reasonIn = (message: string) => (/^[a-z][A-Za-z]*$/.test(message) ? message : 'invalidValue')

/** Returns the numbers that a schema of server/vocabulary/text.ts adds to its reason. */
const valuesOf = (issue: z.core.$ZodIssue) =>
  issue.code === 'custom' ? values.safeParse(issue.params).data : undefined

/** Returns a failed parse as a refusal, with one reason per issue, in their order. */
export function detailOfIssues({ issues }: z.ZodError): ErrorDetail {
  return {
    reason: 'invalid',
    fields: issues.map((issue) => {
      const size =
        issue.code === 'too_big'
          ? Number(issue.maximum)
          : issue.code === 'too_small'
            ? Number(issue.minimum)
            : undefined
      const reason =
        issue.code === 'custom'
          ? reasonIn(issue.message)
          : issue.code === 'too_big'
            ? 'tooLong'
            : issue.code === 'too_small'
              ? size === 1
                ? 'required'
                : 'tooShort'
              : issue.code === 'invalid_type' && /undefined|null/.test(issue.message)
                ? 'required'
                : 'invalidValue'
      return { path: issue.path.join('.'), reason, values: size === undefined ? valuesOf(issue) : { limit: size } }
    }),
  }
}
