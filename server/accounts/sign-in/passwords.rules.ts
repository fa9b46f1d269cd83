/**
 * Decides which passwords are too common to be accepted (W9). Pure. A password is split into as few guessable pieces as
 * possible: a common word, a run along the keyboard or the alphabet, a repeated character, a year, or else one single
 * character. Fewer than four pieces are refused: `password12`, `Summer2024!`, `qwertyuiop`, `aaaaaaaaaa`. The words
 * were chosen for this file after published lists of leaked passwords, in English and in Pinyin.
 */
const minPieces = 4

const words = new Set(
  `password passwort passw0rd pass word login admin administrator root user guest test tester testing demo default changeme change
  secret letmein welcome hello access master manager system server service support office company business internet computer
  network database account private public backup temp temporary hidden security secure guardian enter open sesame keyboard
  monkey dragon tiger lion eagle bear wolf shark snake horse rabbit panda kitty puppy doggy cat dog bird fish turtle
  football baseball basketball hockey soccer golf tennis racing runner player winner champion sports yankees lakers cowboys
  steelers raiders rangers arsenal chelsea liverpool manchester united barcelona madrid juventus milan
  iloveyou love lover loveme loveyou baby babygirl babyboy angel princess prince queen king sweet sweetie honey sugar candy
  cookie chocolate banana orange apple cherry peach lemon strawberry pumpkin butter cheese coffee whiskey
  sunshine summer winter spring autumn january february march april june july august september october november december
  monday tuesday wednesday thursday friday saturday sunday today tomorrow morning night midnight moon star stars sun sky
  rainbow flower rose lily daisy jasmine violet purple yellow green blue red black white silver golden gold diamond crystal
  batman superman spiderman ironman starwars startrek pokemon pikachu mario zelda minecraft matrix harry potter gandalf hobbit
  naruto samsung iphone android google facebook twitter instagram youtube linkedin microsoft windows linux ubuntu apple
  mustang ferrari porsche mercedes toyota honda yamaha harley corvette camaro jaguar
  michael jessica jennifer ashley amanda daniel david thomas robert william joseph charlie george andrew anthony matthew joshua
  nicole michelle samantha elizabeth hannah olivia sophia emma emily anna maria laura sarah rachel rebecca martin peter paul
  jordan justin brandon taylor hunter buster maggie ginger pepper shadow lucky happy smile funny crazy freedom forever
  peace heaven jesus christ god bless faith hope trust trustno trustno1 whatever nothing nobody everyone someone blink
  money dollar cash rich million billion power force strong killer ninja samurai warrior soldier captain pirate
  ranger phoenix thunder storm lightning fire water earth wind ocean river mountain forest garden house home family mother
  father sister brother friend friends school college teacher student doctor nurse police music guitar piano dance singer
  merlin wizard magic mystery secret1 xxx sexy fuck fuckyou shit bitch asshole pussy dick
  abc abcd abcde qwe qwer qwert qwerty azerty qazwsx qaz wsx zxc zxcvbn zxcvbnm asd asdf asdfgh asdfghjkl
  woaini woaiwojia wodemima mima mimashi nihao zhongguo beijing shanghai guangzhou shenzhen hangzhou chengdu wuhan nanjing
  aini aiwo baobao baobei laopo laogong mama baba gege jiejie meimei didi wangyi tencent taobao alibaba baidu weixin qq
  zhang wang zhao chen yang huang zhou xu sun ma zhu guo lin gao luo woshi shabi dandan xiaoxiao tiantian aa520 520 1314
  5201314 7758521 147258 159357 123 1234 321 007 666 888 999 777 000 111 2580 1q2w 1q2w3e 1q2w3e4r 1q2w3e4r5t 1qaz 2wsx 3edc
  q1w2e3 q1w2e3r4 zaq1 xsw2 p@ss p@ssw0rd a1b2c3 abc123 nightdesk desk ticket tickets agora livekit engineer customer`
    .split(/\s+/)
    .filter(Boolean),
)
const longestWord = 20

/** Rows of the keyboard and the alphabet, each matched in both directions. */
const runs = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  '1234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'azertyuiop',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  'qazwsxedcrfvtgbyhnujm',
  '1q2w3e4r5t6y7u8i9o0p',
  '!@#$%^&*()',
].flatMap((row) => [row, [...row].reverse().join('')])

const lookalikes: Record<string, string> = {
  '@': 'a',
  '4': 'a',
  '0': 'o',
  '1': 'i',
  '!': 'i',
  '3': 'e',
  '5': 's',
  $: 's',
  '7': 't',
}
const withoutSubstitutions = (text: string) => text.replace(/[@4013!5$7]/g, (letter) => lookalikes[letter] ?? letter)

/** Returns the lengths of the guessable pieces that begin at `at`; a single character (1) is always one of them. */
function pieceLengths(text: string, plain: string, at: number, own: ReadonlySet<string>): number[] {
  const lengths = [1]
  for (let length = 3; length <= Math.min(longestWord, text.length - at); length += 1) {
    const part = text.slice(at, at + length)
    const read = plain.slice(at, at + length)
    if (words.has(part) || words.has(read) || own.has(part) || own.has(read)) lengths.push(length)
    if (length <= 28 && runs.some((row) => row.includes(part))) lengths.push(length)
  }
  const repeated = /^(.)\1{2,}/.exec(text.slice(at))
  if (repeated) lengths.push(repeated[0].length)
  if (/^(19|20)\d\d/.test(text.slice(at))) lengths.push(4)
  return lengths
}

/** Characters that are examined: a longer password is at least as strong as its beginning. */
const maxExamined = 64

/**
 * Tells whether a password is so common, or so close to the person's own data, that an attacker would try it first.
 * @param personal the address, the name and the organisation of the account: their parts count as common words
 */
export function isCommonPassword(password: string, personal: readonly string[] = []): boolean {
  const text = password.toLowerCase().slice(0, maxExamined)
  const plain = withoutSubstitutions(text)
  // The whole address or name, even when it has many pieces.
  if (personal.some((name) => name.length > 2 && text === name.toLowerCase().slice(0, maxExamined))) return true
  const own = new Set(
    personal.flatMap((name) => name.toLowerCase().split(/[^\p{L}\p{N}]+/u)).filter((part) => part.length > 2),
  )
  // A repeated short unit counts as one piece at any length: `abcabcabcabc`.
  if (/^(.{1,6}?)\1+.{0,2}$/u.test(text)) return true
  const fewest = [0]
  for (let end = 1; end <= text.length; end += 1) fewest[end] = Number.POSITIVE_INFINITY
  for (let at = 0; at < text.length; at += 1)
    for (const length of pieceLengths(text, plain, at, own))
      fewest[at + length] = Math.min(fewest[at + length] ?? Number.POSITIVE_INFINITY, fewest[at]! + 1)
  return fewest[text.length]! < minPieces
}
