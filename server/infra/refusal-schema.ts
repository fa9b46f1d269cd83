import { z } from 'zod'

/** What a refusal says to a screen, and how the complaints of a zod schema become such refusals; safe in the browser. */
const values = z.record(z.string(), z.union([z.string(), z.number()])).optional()
export const errorDetailSchema = z.object({
  /** Key of messages/<locale>/errors.json. */
  reason: z.string(),
  fields: z.array(z.object({ path: z.string(), reason: z.string(), values })),
  values,
})
/** What a screen needs to put a refusal where the person looks. */
export type ErrorDetail = z.infer<typeof errorDetailSchema>

/** A schema says a reason's key; those that the command line shares say a sentence, which is no key. */
const reasonIn = (message: string) => (/^[a-z][A-Za-z]*$/.test(message) ? message : 'invalidValue')

/** The numbers that a schema of server/vocabulary/text.ts gives with its reason. */
const valuesOf = (issue: z.core.$ZodIssue) =>
  issue.code === 'custom' ? values.safeParse(issue.params).data : undefined

/** Returns the refusal that a failed parse stands for: one reason for each field, in the order of the issues. */
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
