/** Returns an avatar's text: the surname of a Chinese name, else two initials. */
export const initials = (name: string) =>
  /[\u4e00-\u9fff]/.test(name)
    ? name.slice(0, 1)
    : name
        .split(/\s+/)
        .map((part) => part.slice(0, 1))
        .join('')
        .slice(0, 2)
        .toUpperCase()
