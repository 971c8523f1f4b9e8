//! Fonts: which characters their codes are, and how wide.

use std::collections::{BTreeMap, HashMap};

use lopdf::{Dictionary, Document, Encoding, Object, ObjectId};

/// What a table of characters may unpack to.
const MAX_TABLE_BYTES: usize = 1 << 20;

/// The width of a character whose font does not tell, in thousandths of its height.
const USUAL_WIDTH: f32 = 500.0;

/// A font of a document.
pub(super) struct Font<'d> {
    encoding: Encoding<'d>,
    /// Two bytes are a code, not one.
    is_wide: bool,
    widths: HashMap<u16, f32>,
    usual: f32,
}

/// The fonts of a document, each read once.
#[derive(Default)]
pub(super) struct Fonts<'d>(HashMap<*const Dictionary, Option<Font<'d>>>);

/// The fonts of one page by their names there.
pub(super) type Named<'f, 'd> = BTreeMap<Vec<u8>, &'f Font<'d>>;

impl<'d> Fonts<'d> {
    /// The fonts that a page names. One that cannot be read has no entry, and what is set in it no text.
    pub(super) fn of(&mut self, document: &'d Document, page: ObjectId) -> Named<'_, 'd> {
        let named = document.get_page_fonts(page).unwrap_or_default();
        for &font in named.values() {
            self.0.entry(font).or_insert_with(|| Font::read(document, font));
        }
        let read = named.into_iter().filter_map(|(name, font)| {
            let font = self.0.get(&std::ptr::from_ref(font))?.as_ref()?;
            Some((name, font))
        });
        read.collect()
    }
}

impl<'d> Font<'d> {
    fn read(document: &'d Document, font: &'d Dictionary) -> Option<Self> {
        let encoding = font.get_font_encoding_with_limit(document, MAX_TABLE_BYTES).ok()?;
        let is_wide = font.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Type0");
        if is_wide && !matches!(encoding, Encoding::UnicodeMapEncoding(_) | Encoding::SimpleEncoding(_)) {
            return None; // codes are numbers of glyphs, and nothing tells which characters those are
        }
        let (widths, usual) = if is_wide { wide(document, font) } else { narrow(document, font) };
        Some(Self { encoding, is_wide, widths, usual })
    }

    /// The characters that these codes are.
    pub(super) fn characters(&self, codes: &[u8]) -> String {
        let mut text = String::new();
        for c in self.encoding.bytes_to_string(codes).unwrap_or_default().chars() {
            match c {
                'ﬀ' => text.push_str("ff"),
                'ﬁ' => text.push_str("fi"),
                'ﬂ' => text.push_str("fl"),
                'ﬃ' => text.push_str("ffi"),
                'ﬄ' => text.push_str("ffl"),
                c if c.is_whitespace() => text.push(' '),
                c if c.is_control() => {}
                c => text.push(c),
            }
        }
        text
    }

    /// How far these codes lead, in heights of the font; the numbers of characters and of spaces among them.
    pub(super) fn advance(&self, codes: &[u8]) -> (f32, usize, usize) {
        let width = |code: u16| self.widths.get(&code).copied().unwrap_or(self.usual);
        if self.is_wide {
            let codes = codes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            return (codes.clone().map(width).sum::<f32>() / 1000.0, codes.count(), 0);
        }
        let sum: f32 = codes.iter().map(|&code| width(code.into())).sum();
        (sum / 1000.0, codes.len(), codes.iter().filter(|&&code| code == b' ').count())
    }
}

/// `Widths` of a simple font (9.6.2.1).
fn narrow(document: &Document, font: &Dictionary) -> (HashMap<u16, f32>, f32) {
    let first = font.get_deref(b"FirstChar", document).and_then(Object::as_i64).unwrap_or(0);
    let widths = font.get_deref(b"Widths", document).and_then(Object::as_array);
    let widths = widths.map(Vec::as_slice).unwrap_or_default();
    let codes = u16::try_from(first).unwrap_or(0)..=255;
    let known = codes.zip(widths).filter_map(|(code, width)| Some((code, width.as_float().ok()?)));
    (known.filter(|(_, width)| *width > 0.0).collect(), USUAL_WIDTH)
}

/// `W` and `DW` of the font within a composite one (9.7.4.3): `first [width …]`, or `first last width`.
fn wide(document: &Document, font: &Dictionary) -> (HashMap<u16, f32>, f32) {
    let mut known = HashMap::new();
    let inner = font.get_deref(b"DescendantFonts", document).and_then(Object::as_array).ok();
    let inner = inner.and_then(|fonts| document.dereference(fonts.first()?).ok()?.1.as_dict().ok());
    let Some(inner) = inner else { return (known, USUAL_WIDTH) };
    let usual = inner.get_deref(b"DW", document).and_then(Object::as_float).unwrap_or(1000.0);
    let table = inner.get_deref(b"W", document).and_then(Object::as_array);
    let mut table = table.map(Vec::as_slice).unwrap_or_default().iter();
    let code = |object: &Object| object.as_i64().ok().and_then(|code| u16::try_from(code).ok());
    while let (Some(first), Some(next)) = (table.next().and_then(code), table.next()) {
        let next = document.dereference(next).map_or(next, |(_, object)| object);
        if let Ok(widths) = next.as_array() {
            let widths = (first..=u16::MAX).zip(widths);
            known.extend(widths.filter_map(|(code, width)| Some((code, width.as_float().ok()?))));
        } else if let (Some(last), Some(Ok(width))) = (code(next), table.next().map(Object::as_float)) {
            known.extend((first..=last).map(|code| (code, width)));
        }
    }
    (known, usual)
}
