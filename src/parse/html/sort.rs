//! What the parser does with a tag, by its name.

/// The longest name that is known: `annotation-xml`.
const LONGEST: usize = 14;

/// A sort of tags. A name is of one sort only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// Without content.
    Void,
    /// Closes itself when the next one opens. An old page leaves a thousand `<p>` open and is flat all the same.
    SelfClosing,
    /// Its content is text up to its end tag.
    Raw,
    /// Opened again in every block until it is closed.
    Formatting,
    /// An end tag in it closes nothing outside of it.
    Border,
    /// A language of its own: drawings and mathematics.
    Foreign,
    Other,
}

impl Sort {
    /// The sort of a name in whatever case.
    pub(super) fn of(name: &[u8]) -> Self {
        match lower(name, &mut [0; LONGEST]) {
            b"area" | b"base" | b"basefont" | b"bgsound" | b"br" | b"col" | b"embed" | b"frame" | b"hr" | b"img"
            | b"input" | b"link" | b"meta" | b"param" | b"source" | b"wbr" => Self::Void,
            b"p" | b"li" | b"dt" | b"dd" | b"tr" | b"td" | b"th" | b"thead" | b"tbody" | b"tfoot" | b"option"
            | b"optgroup" | b"colgroup" | b"html" | b"body" => Self::SelfClosing,
            b"script" | b"style" | b"textarea" | b"title" | b"xmp" | b"iframe" | b"noembed" | b"noframes" => Self::Raw,
            b"a" | b"b" | b"big" | b"code" | b"em" | b"font" | b"i" | b"nobr" | b"s" | b"small" | b"strike"
            | b"strong" | b"tt" | b"u" => Self::Formatting,
            b"table" | b"template" | b"object" | b"applet" | b"marquee" | b"button" | b"foreignobject" | b"desc"
            | b"annotation-xml" => Self::Border,
            b"svg" | b"math" => Self::Foreign,
            _ => Self::Other,
        }
    }
}

/// A name in lower case; nothing where it has no room, and so is none of those that are asked for.
pub(super) fn lower<'b>(name: &[u8], room: &'b mut [u8]) -> &'b [u8] {
    let Some(lower) = room.get_mut(..name.len()) else { return &[] };
    lower.copy_from_slice(name);
    lower.make_ascii_lowercase();
    lower
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_case_of_a_name_says_nothing_and_its_end_counts() {
        assert_eq!(Sort::of(b"TextArea"), Sort::Raw);
        assert_eq!(Sort::of(b"annotation-XML"), Sort::Border);
        for other in [&b"annotation-xmls"[..], b"titles", b"", b"ab"] {
            assert_eq!(Sort::of(other), Sort::Other);
        }
    }
}
