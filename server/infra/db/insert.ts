import { Prisma } from '@/generated/prisma/client'

const quoted = (name: string) => Prisma.raw(`"${name.replaceAll('"', '""')}"`)

/** Serialises to JSON with bigints as strings, which PostgreSQL reads into a column of any number type. */
const jsonOf = (value: unknown) =>
  JSON.stringify(value, (_, field: unknown) => (typeof field === 'bigint' ? field.toString() : field))

/**
 * Returns an `insert` of rows that have the same columns, as a part of a larger statement. It names the columns of the
 * first row; a column that the row leaves out gets the database's default, so a column that a later release adds is
 * safe.
 * @param rows at least one, typed by the caller as `Prisma.<Model>CreateManyInput`
 */
export function insertSql(table: Prisma.ModelName, rows: readonly object[]): Prisma.Sql {
  const columns = Prisma.join(Object.keys(rows[0]!).map(quoted))
  return Prisma.sql`insert into ${quoted(table)} (${columns})
    select ${columns} from jsonb_populate_recordset(null::${quoted(table)}, ${jsonOf(rows)}::jsonb)`
}
