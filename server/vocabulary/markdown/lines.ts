/** The rest of a line, and the column at which it begins; a tab extends to the next multiple of four. */
export interface Line {
  text: string
  column: number
}

/** Returns the width of the leading white space in columns, and its number of characters. */
export function indentOf({ text, column }: Line): { columns: number; characters: number } {
  let at = 0
  let reached = column
  for (; at < text.length; at += 1) {
    const sign = text.charAt(at)
    if (sign === '\t') reached += 4 - (reached % 4)
    else if (sign === ' ') reached += 1
    else break
  }
  return { columns: reached - column, characters: at }
}

/** Removes the first `columns` columns of white space; the rest of a tab that extends beyond them becomes spaces. */
export function withoutColumns({ text, column }: Line, columns: number): Line {
  let at = 0
  let left = columns
  let reached = column
  while (left > 0 && at < text.length) {
    const sign = text.charAt(at)
    const width = sign === '\t' ? 4 - (reached % 4) : sign === ' ' ? 1 : 0
    if (width === 0) break
    at += 1
    reached += Math.min(width, left)
    if (width > left) return { text: ' '.repeat(width - left) + text.slice(at), column: reached }
    left -= width
  }
  return { text: text.slice(at), column: reached }
}

export const skip = ({ text, column }: Line, characters: number): Line => ({
  text: text.slice(characters),
  column: column + characters,
})

export const isBlank = (text: string): boolean => /^[ \t]*$/.test(text)

const isRuleOf = (text: string, sign: string) => {
  let count = 0
  for (const one of text) {
    if (one === sign) count += 1
    else if (one !== ' ' && one !== '\t') return false
  }
  return count >= 3
}
export const isRule = (text: string): boolean => ['-', '*', '_'].some((sign) => isRuleOf(text, sign))

/** Returns the cells of a table row; `\|` is a bar inside a cell. */
export function cellsOf(row: string): string[] {
  const cells: string[] = []
  let cell = ''
  for (let at = 0; at < row.length; at += 1) {
    const sign = row.charAt(at)
    if (sign === '\\' && row.charAt(at + 1) === '|') {
      cell += '|'
      at += 1
    } else if (sign === '|') {
      cells.push(cell.trim())
      cell = ''
    } else cell += sign
  }
  cells.push(cell.trim())
  if (cells.length > 1 && cells[0] === '') cells.shift()
  if (cells.length > 1 && cells.at(-1) === '') cells.pop()
  return cells
}
