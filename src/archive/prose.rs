//! Paragraphs and tables as they come, as one text.

use super::Document;

/// A heading further down is that of a section.
const HEAD_BLOCKS: usize = 12;

/// The text of a document under construction.
#[derive(Debug, Default)]
pub(super) struct Prose {
    title: Option<String>,
    blocks: Vec<String>,
    /// Paragraphs that are open: a text box stands inside one.
    paragraphs: Vec<Paragraph>,
    tables: Vec<Table>,
}

#[derive(Debug, Default)]
struct Paragraph {
    text: String,
    is_heading: bool,
}

#[derive(Debug, Default)]
struct Table {
    /// Rows that are lines of one block.
    lines: Vec<String>,
    /// The cells of the row so far, in paragraphs.
    row: Vec<Vec<String>>,
    cell: Vec<String>,
}

impl Prose {
    pub(super) fn begin_paragraph(&mut self) {
        self.paragraphs.push(Paragraph::default());
    }

    /// Says that the open paragraph is a headline.
    pub(super) fn is_heading(&mut self) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.is_heading = true;
        }
    }

    /// Adds characters to the open paragraph; outside of one they are layout.
    pub(super) fn text(&mut self, text: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.text.push_str(text);
        }
    }

    pub(super) fn end_paragraph(&mut self) {
        let Some(Paragraph { text, is_heading }) = self.paragraphs.pop() else { return };
        let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        let text = lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
        if text.is_empty() {
            return;
        }
        if is_heading && self.title.is_none() && self.blocks.len() < HEAD_BLOCKS {
            self.title = Some(text.replace('\n', " "));
        } else {
            self.block(text);
        }
    }

    pub(super) fn begin_table(&mut self) {
        self.tables.push(Table::default());
    }

    pub(super) fn end_cell(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            table.row.push(std::mem::take(&mut table.cell));
        }
    }

    /// A row whose cells are single paragraphs is a line. Others are there for layout: many offices set their releases
    /// in a table beside their arms.
    pub(super) fn end_row(&mut self) {
        let Some(table) = self.tables.last_mut() else { return };
        let row = std::mem::take(&mut table.row);
        let filled = row.iter().filter(|cell| !cell.is_empty()).count();
        if filled > 1 && row.iter().all(|cell| cell.len() <= 1) {
            let cells: Vec<String> = row.into_iter().map(|cell| cell.concat().replace('\n', " ")).collect();
            table.lines.push(cells.join("\t").trim_end().to_owned());
            return;
        }
        let Some(table) = self.tables.pop() else { return };
        self.lines(table.lines);
        for paragraph in row.into_iter().flatten() {
            self.block(paragraph);
        }
        self.tables.push(Table::default());
    }

    pub(super) fn end_table(&mut self) {
        self.end_cell();
        self.end_row();
        if let Some(table) = self.tables.pop() {
            self.lines(table.lines);
        }
    }

    fn lines(&mut self, lines: Vec<String>) {
        if !lines.is_empty() {
            self.block(lines.join("\n"));
        }
    }

    /// Adds a block to the cell that is open, else to the text.
    fn block(&mut self, text: String) {
        match self.tables.last_mut() {
            Some(table) => table.cell.push(text),
            None => self.blocks.push(text),
        }
    }

    /// The document, where it says anything.
    pub(super) fn finish(self) -> Option<Document> {
        let says = self.title.is_some() || !self.blocks.is_empty();
        says.then(|| Document { title: self.title, text: self.blocks.join("\n\n") })
    }
}
