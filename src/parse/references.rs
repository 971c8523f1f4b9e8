//! Character references, wherever a text was marked up: in XML, in HTML, in rows that were scraped.

use quick_xml::escape::resolve_html5_entity;

/// Longer names of characters there are not: `CounterClockwiseContourIntegral`.
const LONGEST_REFERENCE: usize = 33;

/// A text with its character references read: `&hellip;`, `&#8217;`, `&#x2019;`. What is none stays: `AT&T;`.
pub(super) fn unescaped(text: &str) -> String {
    let mut read = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        read.push_str(before);
        let near = after.get(..after.floor_char_boundary(LONGEST_REFERENCE)).unwrap_or_default();
        let known = near.split_once(';').and_then(|(name, _)| Some((name.len(), character(name)?)));
        rest = match known {
            Some((length, characters)) => {
                read.push_str(&characters);
                after.get(length + 1..).unwrap_or_default()
            }
            None => {
                read.push('&');
                after
            }
        };
    }
    read.push_str(rest);
    read
}

/// What a reference of this name stands for.
fn character(name: &str) -> Option<String> {
    /// The numbers from 128 to 159, which were meant as those of Windows.
    const OF_WINDOWS: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    let Some(number) = name.strip_prefix('#') else { return resolve_html5_entity(name).map(str::to_owned) };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(number) => u32::from_str_radix(number, 16).ok()?,
        None => number.parse().ok()?,
    };
    let c = match code {
        128..160 => OF_WINDOWS.chars().nth(usize::try_from(code - 128).ok()?)?,
        code => char::from_u32(code)?,
    };
    (!c.is_control() || c.is_whitespace()).then(|| c.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_references_are_read_and_others_stay() {
        let cases = [
            ("Ferry late [&hellip;] &pound;5&#8217;s &#x2019; &#146;", "Ferry late […] £5’s ’ ’"),
            ("AT&T; Q&A &nothing; &#0; &#xZ; &", "AT&T; Q&A &nothing; &#0; &#xZ; &"),
            ("&amp;hellip; &&amp;", "&hellip; &&"),
        ];
        for (source, expected) in cases {
            assert_eq!(unescaped(source), expected, "{source}");
        }
    }
}
