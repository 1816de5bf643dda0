package people

import (
	"slices"
	"strings"
	"unicode"
)

// Visible returns a text without what is not shown: control characters but line
// breaks and tabs, and what only changes how others are shown (Unicode's category
// Cf: direction overrides, joiners, invisible spaces), so that nobody's name or
// question looks like something else, or like another's. Joiners and selectors of a form
// stay where words of some scripts and composed emoji need them. It is empty when
// nothing is left that can be seen.
func Visible(text string) string {
	runes := []rune(text)
	var b strings.Builder
	seen := false
	for i, r := range runes {
		if unicode.In(r, unicode.Variation_Selector) {
			if i == 0 || !hasForms(runes[i-1], r) {
				continue
			}
		} else if !shown(r) && !joins(runes, i) {
			continue
		}
		b.WriteRune(r)
		seen = seen || inks(r)
	}
	if !seen {
		return ""
	}
	return b.String()
}

// shown reports whether a character stands for itself. Fillers are letters that leave
// no mark.
func shown(r rune) bool {
	const blankBraille = '\u2800'
	if r == blankBraille || unicode.In(r, unicode.Other_Default_Ignorable_Code_Point) {
		return false
	}
	return r == '\n' || r == '\t' || unicode.IsSpace(r) || !unicode.In(r, unicode.C) && unicode.IsGraphic(r)
}

// inks reports whether a character leaves a mark of its own on the screen.
func inks(r rune) bool {
	return !unicode.IsSpace(r) && !unicode.In(r, unicode.C, unicode.M)
}

// hasForms reports whether a character has forms that a selector may choose from:
// emoji, what keys of a telephone have, Chinese and Mongolian characters (Unicode 16,
// section 23.4). After others a selector is not shown.
func hasForms(r, selector rune) bool {
	const style = '\ufe0f'
	if selector == style && (unicode.In(r, unicode.S, unicode.Nd, unicode.P) || pictures(r)) {
		return true
	}
	return unicode.In(r, unicode.Han, unicode.Mongolian, unicode.So)
}

// joins reports whether runes[i] is a joiner that its neighbours need: between two
// letters or marks of a script that writes with them (Unicode 16, section 23.2), or
// in an emoji that is made of several (Unicode Technical Standard 51).
func joins(runes []rune, i int) bool {
	const nonJoiner, joiner = '\u200c', '\u200d'
	if r := runes[i]; r != joiner && r != nonJoiner || i == 0 || i == len(runes)-1 {
		return false
	}
	before, after := runes[i-1], runes[i+1]
	if slices.ContainsFunc(joined(), func(script *unicode.RangeTable) bool { return unicode.In(before, script) && unicode.In(after, script) }) {
		return true
	}
	return runes[i] == joiner && pictures(before) && pictures(after)
}

// joined are the scripts whose letters join, or are kept from joining.
func joined() []*unicode.RangeTable {
	return []*unicode.RangeTable{
		unicode.Arabic, unicode.Syriac, unicode.Mongolian, unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya,
		unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Khmer, unicode.Myanmar,
	}
}

// pictures reports whether a character is an emoji, or the end of one: its colour or
// its style.
func pictures(r rune) bool {
	const style = '\ufe0f'
	return r == style || unicode.In(r, unicode.So) || r >= '\U0001f3fb' && r <= '\U0001f3ff'
}
