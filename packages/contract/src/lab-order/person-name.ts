import { exceedsLength } from "./exceeds-length.ts"

/**
 * Characters that Unicode does not decompose to ASCII, each followed by its replacement. Covers the
 * Latin letters of ICAO Doc 9303 (names in passports), and of African and Uyghur alphabets.
 */
const replacements = new Map(
  `ßss ẞSS æae ÆAE œoe ŒOE øo ØO łl ŁL ƚl ȽL ⱡl ⱠL ɫl ⱢL đd ĐD ðd ÐD þth ÞTh ıi ȷj ĸk ħh ĦH ⱨh ⱧH
  ŧt ŦT ŋn ŊN ɲn ƝN ƞn ȠN əe ƏE ǝe ƎE ɛe ƐE ɇe ɆE ɔo ƆO ɵo ƟO ɨi ƗI ɩi ƖI ʉu ɄU ʊu ƱU ⱥa ȺA ƀb ɃB
  ɓb ƁB ȼc ȻC ƈc ƇC ɖd ƉD ɗd ƊD ƒf ƑF ǥg ǤG ɠg ƓG ɣg ƔG ƙk ƘK ⱪk ⱩK ƥp ƤP ɍr ɌR ƭt ƬT ƫt ʈt ƮT ⱦt
  ȾT ʋv ƲV ƴy ƳY ɏy ɎY ƶz ƵZ ȥz ȤZ ⱬz ⱫZ ʒz ƷZ`
    .split(/\s+/)
    .map((pair) => [pair.charAt(0), pair.slice(1)]),
)
for (const mark of "`‘’‛′‵ʹʻʼʽʾʿˈˊˋʹ՚׳ꞌꞋ") replacements.set(mark, "'")

/** Accents after a letter. Other marks are not accents, so a name with one is rejected. */
const accents = /(\p{L})[\u0300-\u034e\u0350-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\ufe20-\ufe2f]+/gu

/** Junction's rule for names without accents. Labs print ASCII on their labels. */
const junctionName = /^[A-Za-z0-9][A-Za-z0-9\-.,']*( [A-Za-z0-9\-.,']+)*$/

/** The time of Unicode normalization grows faster than the length of its input. */
const maxLength = 200

/**
 * Returns a name in Junction's form: at most 50 ASCII characters, without accents. Returns
 * undefined if the name has no such form, or would lose a character.
 */
export function personName(value: string): string | undefined {
  // Most names need no change.
  if (value.length <= 50 && junctionName.test(value)) return value
  if (exceedsLength(value, maxLength)) return undefined
  const name = value
    // Unicode decomposes these to a space and a mark.
    .replace(/[´΄᾽᾿\u1ffd]/g, "'")
    .normalize("NFKD")
    .replace(/[\p{Pd}−⁃˗]/gu, "-")
    .replace(accents, "$1")
    .replace(/[^ -_a-~]/gu, (character) => replacements.get(character) ?? character)
    .trim()
    .replace(/[\t\n\r\p{Zs}]+/gu, " ")
  return name.length <= 50 && junctionName.test(name) ? name : undefined
}
