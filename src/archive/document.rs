//! Text documents of Word (ECMA-376, part 1) and `OpenDocument` (OASIS, part 3): their paragraphs.
//!
//! Their properties are not read. They tell when a document was created and by whose program, and the title there is as
//! often that of the template; none of it is a word of the press office.

use std::ops::ControlFlow;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::part::Part;
use super::prose::Prose;
use super::reading::Reading;
use super::zip::Names;
use super::{Payload, decode};

/// Elements nest at most so deep: a document of Word has about thirty.
const DEEPEST: usize = 512;

/// Gives the text of a document in a ZIP archive.
pub(super) fn read(reading: &mut Reading<'_>, part: &Part, names: &mut Names<'_>) -> ControlFlow<()> {
    let place = || part.place.clone();
    let found = match names.bytes(reading, "word/document.xml") {
        Ok(None) => names.bytes(reading, "content.xml"),
        other => other,
    };
    let bytes = match found {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return reading.failed(place(), "an office document without its text"),
        Err(reason) => return reading.failed(place(), format!("an office document: {reason}")),
    };
    match prose(&decode::page((&bytes).into(), None)) {
        Ok(prose) => match prose.finish() {
            Some(document) => reading.record(reading.capture(part, "", &bytes), Payload::Document(document)),
            None => reading.skipped(place(), "an office document without a text, like a spreadsheet or a letterhead"),
        },
        Err(reason) => reading.failed(place(), format!("an office document: {reason}")),
    }
}

/// What an element is to its text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Paragraph {
        heading: bool,
    },
    Table,
    Row,
    Cell,
    Tab,
    Break,
    /// The only place where Word has characters; whatever stands elsewhere lays out the markup.
    Text,
    /// Nothing in here is text of the document: deletions, notes, the same again for older programs.
    Aside,
    Nothing,
}

impl Mark {
    fn of(tag: &BytesStart<'_>) -> Self {
        match tag.name().as_ref() {
            "w:p" | "text:p" => Self::Paragraph { heading: false },
            "text:h" => Self::Paragraph { heading: attribute(tag, "text:outline-level").as_deref() == Some("1") },
            "w:tbl" | "table:table" => Self::Table,
            "w:tr" | "table:table-row" => Self::Row,
            "w:tc" | "table:table-cell" => Self::Cell,
            "w:tab" | "text:tab" | "text:s" => Self::Tab,
            "w:br" | "w:cr" | "text:line-break" => Self::Break,
            "w:t" => Self::Text,
            // `w:pPr` has tabs of its own, which are stops and not characters.
            "w:pPr"
            | "w:del"
            | "w:moveFrom"
            | "w:sectPr"
            | "mc:Fallback"
            | "text:tracked-changes"
            | "text:note"
            | "office:annotation"
            | "office:forms" => Self::Aside,
            _ => Self::Nothing,
        }
    }
}

/// Reads the paragraphs out of the markup of either kind.
fn prose(markup: &str) -> Result<Prose, String> {
    let mut reader = Reader::from_str(markup);
    reader.config_mut().check_end_names = false;
    let mut prose = Prose::default();
    let mut open: Vec<Mark> = Vec::new();
    let (mut asides, mut is_word) = (0_usize, false);
    loop {
        let event = reader
            .read_event()
            .map_err(|error| format!("broken markup at byte {}: {error}", reader.error_position()))?;
        let counts = asides == 0 && (!is_word || open.last() == Some(&Mark::Text));
        match event {
            Event::Start(tag) => {
                if open.len() >= DEEPEST {
                    return Err(format!("its elements nest more than {DEEPEST} deep"));
                }
                is_word |= tag.name().as_ref() == "w:document";
                let mark = Mark::of(&tag);
                open.push(mark);
                asides += usize::from(mark == Mark::Aside);
                if asides == 0 {
                    begin(&mut prose, mark);
                }
            }
            Event::End(_) => {
                let Some(mark) = open.pop() else { continue };
                if asides == 0 {
                    end(&mut prose, mark);
                }
                asides -= usize::from(mark == Mark::Aside);
            }
            Event::Empty(tag) => {
                if tag.name().as_ref() == "w:pStyle" && is_title(attribute(&tag, "w:val").as_deref()) {
                    prose.is_heading();
                }
                let mark = Mark::of(&tag);
                if asides == 0 {
                    begin(&mut prose, mark);
                    end(&mut prose, mark);
                }
            }
            Event::Text(text) if counts => prose.text(&text),
            Event::CData(text) if counts => prose.text(&text),
            Event::GeneralRef(name) if counts => prose.text(&referred(&name)),
            Event::Eof if open.is_empty() => return Ok(prose),
            Event::Eof => return Err("its markup ends early".to_owned()),
            _ => {}
        }
    }
}

fn begin(prose: &mut Prose, mark: Mark) {
    match mark {
        Mark::Paragraph { heading } => {
            prose.begin_paragraph();
            if heading {
                prose.is_heading();
            }
        }
        Mark::Table => prose.begin_table(),
        Mark::Tab => prose.text("\t"),
        Mark::Break => prose.text("\n"),
        Mark::Row | Mark::Cell | Mark::Text | Mark::Aside | Mark::Nothing => {}
    }
}

fn end(prose: &mut Prose, mark: Mark) {
    match mark {
        Mark::Paragraph { .. } => prose.end_paragraph(),
        Mark::Cell => prose.end_cell(),
        Mark::Row => prose.end_row(),
        Mark::Table => prose.end_table(),
        Mark::Tab | Mark::Break | Mark::Text | Mark::Aside | Mark::Nothing => {}
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|attribute| attribute.key.as_ref() == name)?;
    Some(found.value.to_string())
}

/// The styles of a headline, in whatever language Word was: their ids stay English or take a number.
fn is_title(style: Option<&str>) -> bool {
    matches!(style, Some("Title" | "Heading1" | "Titel" | "Titre" | "Ttulo" | "berschrift1" | "Titre1" | "Rubrik1"))
}

/// What a reference stands for. Entities that a document would define for itself stand for nothing.
fn referred(name: &BytesRef<'_>) -> String {
    if let Ok(Some(character)) = name.resolve_char_ref() {
        return character.to_string();
    }
    match &**name {
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::Document;

    fn word(body: &str) -> Option<Document> {
        let markup = format!("<?xml version='1.0'?>\n<w:document><w:body>{body}</w:body></w:document>");
        prose(&markup).expect("sound markup").finish()
    }

    fn paragraph(text: &str) -> String {
        format!("<w:p><w:r><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>")
    }

    #[test]
    fn runs_of_a_paragraph_are_one_text_and_layout_is_none() {
        let body = "<w:p><w:pPr><w:tabs><w:tab w:pos='9'/></w:tabs></w:pPr>\n  <w:r><w:t>The fer</w:t></w:r>\n  \
                    <w:r><w:t xml:space='preserve'>ry &amp; the qu&#97;y</w:t><w:tab/><w:t>reopen</w:t></w:r></w:p>";
        assert_eq!(word(body).expect("a text").text, "The ferry & the quay reopen");
    }

    #[test]
    fn a_titled_paragraph_is_the_title_and_stands_in_the_text_no_more() {
        let title = "<w:p><w:pPr><w:pStyle w:val='Title'/></w:pPr><w:r><w:t>New ferries</w:t></w:r></w:p>";
        let found = word(&[&paragraph("PRESS RELEASE"), title, &paragraph("The harbour …")].concat()).expect("a text");
        assert_eq!(
            (found.title.as_deref(), found.text.as_str()),
            (Some("New ferries"), "PRESS RELEASE\n\nThe harbour …")
        );
    }

    #[test]
    fn what_was_deleted_or_stands_there_twice_is_left_out() {
        let body = "<w:p><w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:r><w:t>new</w:t></w:r>\
                    <mc:AlternateContent><mc:Choice/><mc:Fallback><w:r><w:t>again</w:t></w:r></mc:Fallback>\
                    </mc:AlternateContent></w:p>";
        assert_eq!(word(body).expect("a text").text, "new");
    }

    #[test]
    fn rows_are_lines_and_a_table_for_layout_is_none() {
        let cell = |text: &str| format!("<w:tc>{}</w:tc>", paragraph(text));
        let row = |cells: &[&str]| format!("<w:tr>{}</w:tr>", cells.iter().map(|text| cell(text)).collect::<String>());
        let table = format!("<w:tbl>{}{}</w:tbl>", row(&["Quay", "2017"]), row(&["Pier", "2018"]));
        assert_eq!(word(&table).expect("a text").text, "Quay\t2017\nPier\t2018");
        let layout = format!("<w:tbl><w:tr><w:tc>{}{}</w:tc></w:tr></w:tbl>", paragraph("One."), paragraph("Two."));
        assert_eq!(word(&layout).expect("a text").text, "One.\n\nTwo.");
    }

    #[test]
    fn open_document_has_its_characters_in_any_element_of_a_paragraph() {
        let markup = "<office:document-content><text:h text:outline-level='1'>New ferries</text:h>\
                      <text:p>The <text:span>harbour</text:span><text:note>1</text:note><text:s/>office<text:line-break/>\
                      said.</text:p></office:document-content>";
        let found = prose(markup).expect("sound markup").finish().expect("a text");
        assert_eq!((found.title.as_deref(), found.text.as_str()), (Some("New ferries"), "The harbour office\nsaid."));
    }

    #[test]
    fn hostile_markup_is_refused() {
        assert!(prose(&"<w:p>".repeat(100_000)).is_err());
        assert!(prose("<w:document><w:p>").is_err());
        let bomb = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaa'><!ENTITY b '&a;&a;&a;'>]><w:document><w:p><w:t>&b;x</w:t></w:p></w:document>";
        assert_eq!(prose(bomb).expect("sound markup").finish().expect("a text").text, "x");
    }
}
