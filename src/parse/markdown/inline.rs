//! What stands inside a paragraph of Markdown: links, images, emphasis, code, tags, escapes.

use std::ops::Range;

/// Tags and targets of links are shorter.
const LONGEST_TAG: usize = 600;

/// The paragraph without its marks. Linear: no mark is looked for twice over the same bytes.
pub(super) fn plain(paragraph: &str) -> String {
    if !paragraph.bytes().any(|byte| b"\\`[]<*_~!".contains(&byte)) {
        return paragraph.to_owned();
    }
    let mut reader = Reader { text: paragraph, ..Reader::default() };
    reader.read();
    reader.edited()
}

/// Marks that wait for their partner, and what is to be taken out so far.
#[derive(Default)]
struct Reader<'t> {
    text: &'t str,
    brackets: Vec<Bracket>,
    /// Runs of `*`, `_` and `~` that may open emphasis.
    runs: Vec<Range<usize>>,
    edits: Vec<(Range<usize>, &'static str)>,
    /// Up to here no `)`, `>` or backtick was found; each mark remembers for itself.
    barren: [usize; 3],
}

struct Bracket {
    at: usize,
    image: bool,
}

impl<'t> Reader<'t> {
    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn read(&mut self) {
        let mut at = 0;
        while let Some(byte) = self.byte(at) {
            at = match byte {
                b'\\' if self.byte(at + 1).is_some_and(|next| next.is_ascii_punctuation()) => {
                    self.cut(at..at + 1);
                    at + 2
                }
                b'!' if self.byte(at + 1) == Some(b'[') => {
                    self.brackets.push(Bracket { at, image: true });
                    at + 2
                }
                b'[' => {
                    self.brackets.push(Bracket { at, image: false });
                    at + 1
                }
                b']' => self.close_bracket(at),
                b'<' => self.tag(at),
                b'`' => self.code(at),
                b'*' | b'_' | b'~' => self.run(at, byte),
                _ => at + 1,
            };
        }
    }

    fn cut(&mut self, range: Range<usize>) {
        self.edits.push((range, ""));
    }

    /// `](target)` and `][name]` make a link of what lies between the brackets; all of an image goes.
    fn close_bracket(&mut self, at: usize) -> usize {
        let Some(bracket) = self.brackets.pop() else { return at + 1 };
        let end = match self.byte(at + 1) {
            Some(b'(') => self.find(at + 2, b')', 0),
            Some(b'[') => self.text.get(at + 2..).and_then(|name| {
                let name = name.get(..name.floor_char_boundary(100)).unwrap_or(name);
                name.find([']', '[']).map(|length| at + 2 + length).filter(|end| self.byte(*end) == Some(b']'))
            }),
            _ => None,
        };
        match end {
            Some(end) if bracket.image => {
                self.cut(bracket.at..end + 1);
                end + 1
            }
            Some(end) => {
                self.cut(bracket.at..bracket.at + 1);
                self.cut(at..end + 1);
                end + 1
            }
            None => at + 1,
        }
    }

    /// Where this mark stands next, within the length of a tag; a `(` before a `)` takes one of its own.
    fn find(&mut self, from: usize, mark: u8, memory: usize) -> Option<usize> {
        let barren = self.barren.get_mut(memory)?;
        let end = from.saturating_add(LONGEST_TAG).min(self.text.len());
        if *barren >= end {
            return None;
        }
        let mut open = 0_usize;
        for (offset, byte) in self.text.as_bytes().get(from..end)?.iter().enumerate() {
            match *byte {
                b'(' if mark == b')' => open += 1,
                byte if byte == mark && open > 0 => open -= 1,
                byte if byte == mark => return Some(from + offset),
                _ => {}
            }
        }
        *barren = end;
        None
    }

    /// `<https://…>` leaves its address; a tag goes, and a block or a break leaves a line end.
    fn tag(&mut self, at: usize) -> usize {
        let opens = self.byte(at + 1).is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, b'/' | b'!'));
        let Some(end) = opens.then(|| self.find(at + 1, b'>', 1)).flatten() else { return at + 1 };
        let inside = self.text.get(at + 1..end).unwrap_or_default();
        let name: &str =
            inside.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
        if inside.contains("://") && !inside.contains(char::is_whitespace) || is_address(inside) {
            self.cut(at..at + 1);
            self.cut(end..end + 1);
        } else if name.is_empty() && !inside.starts_with("!--") {
            return at + 1;
        } else {
            let block = ["br", "p", "div", "li", "ul", "ol", "tr", "h2", "h3", "h4", "blockquote", "figure"];
            let replaced = if block.iter().any(|known| name.eq_ignore_ascii_case(known)) { "\n\n" } else { "" };
            self.edits.push((at..end + 1, replaced));
        }
        end + 1
    }

    /// `` `code` `` is taken as it is.
    fn code(&mut self, at: usize) -> usize {
        let length = self.run_length(at, b'`');
        let start = at + length;
        match self.find(start, b'`', 2) {
            Some(end) if self.run_length(end, b'`') == length => {
                self.cut(at..start);
                self.cut(end..end + length);
                end + length
            }
            _ => start,
        }
    }

    fn run_length(&self, at: usize, mark: u8) -> usize {
        self.text.as_bytes().iter().skip(at).take_while(|byte| **byte == mark).count()
    }

    /// A run of marks closes the run of the same marks that is open, or opens one itself.
    ///
    /// `5 * 3`, `snake_case` and `f****` are no emphasis. Editors put a space inside the marks of strong words
    /// (`** 77 **`, `**Note: **`), and leave empty ones behind (`****`).
    fn run(&mut self, at: usize, mark: u8) -> usize {
        let length = self.run_length(at, mark);
        let end = at + length;
        let before = self.text.get(..at).and_then(|text| text.chars().next_back());
        let after = self.text.get(end..).and_then(|text| text.chars().next());
        let inner = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
        let in_word = |c: Option<char>| mark == b'_' && c.is_some_and(char::is_alphanumeric);
        if mark == b'~' && length != 2 {
            return end;
        }
        if length > 3 {
            if mark == b'*' {
                self.long_run(at..end, before, after);
            }
            return end;
        }
        let strong = length == 2 && mark == b'*';
        let closes = inner(before) || strong || (mark == b'_' && !inner(after));
        if closes && !in_word(after) && self.close(at..end) {
            return end;
        }
        // A loose mark opens something only where it could not be a footnote's: `figures **`.
        if (inner(after) || (strong && !inner(before) && !at_edge(after))) && !in_word(before) {
            self.runs.push(at..end);
        }
        end
    }

    /// Four marks or more: strong words that end where others begin (`**Note****Ferry late**`), or empty ones before them.
    fn long_run(&mut self, run: Range<usize>, before: Option<char>, after: Option<char>) {
        let spoken = before.is_some_and(char::is_alphanumeric);
        if at_edge(before) {
            // The last two of `******Ferry late.**` open what the end closes.
            self.runs.push(run.end - 2..run.end);
            self.cut(run);
        } else if self.open(2, run.start).is_some() || (at_edge(after) && !spoken) {
            self.cut(run);
        } else if !self.close(run.clone()) && !spoken && after.is_some_and(|c| !c.is_whitespace()) {
            self.runs.push(run);
        }
    }

    /// Takes out a run and the one that it closes, where one is open.
    fn close(&mut self, run: Range<usize>) -> bool {
        let found = self.open(run.len(), run.start);
        let Some(opened) = found.and_then(|found| self.runs.drain(found..).next()) else { return false };
        self.cut(opened);
        self.cut(run);
        true
    }

    /// Which of the open runs is as long as this and of the mark that stands here.
    fn open(&self, length: usize, at: usize) -> Option<usize> {
        // Of the runs still open only the nearest few are asked: emphasis nests no deeper.
        let nearest = self.runs.len().saturating_sub(4);
        let same = |run: &Range<usize>| run.len() == length && self.byte(run.start) == self.byte(at);
        self.runs.iter().skip(nearest).rposition(same).map(|found| found + nearest)
    }

    /// The text with its edits made. What lies inside an image that goes is not edited again.
    fn edited(mut self) -> String {
        self.edits.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
        let mut text = String::with_capacity(self.text.len());
        let mut done = 0;
        for (range, replaced) in self.edits {
            if range.start >= done {
                text.push_str(self.text.get(done..range.start).unwrap_or_default());
                text.push_str(replaced);
                done = range.end;
            }
        }
        text.push_str(self.text.get(done..).unwrap_or_default());
        text
    }
}

/// True beside the beginning or the end of a line.
fn at_edge(beside: Option<char>) -> bool {
    beside.is_none_or(|c| c == '\n')
}

/// The address of a mail: `press@ayr.example`.
fn is_address(text: &str) -> bool {
    text.split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !text.contains([' ', '"', '=']))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn marks_go_and_words_stay() {
        let cases = [
            ("The **ferry** is *late*, __very__ _late_ and ***gone***.", "The ferry is late, very late and gone."),
            ("**Read *this* now**", "Read this now"),
            ("5 * 3 * 2 and snake_case_name and *Names changed", "5 * 3 * 2 and snake_case_name and *Names changed"),
            ("See [the **plan**](https://ayr.example/a_(b)) and [more][1].", "See the plan and more."),
            ("Before ![A *ferry*](f.png \"x\") after", "Before  after"),
            ("[![Ferry](f.png)](https://ayr.example) sails", " sails"),
            ("She [the master] said [sic] (twice)", "She [the master] said [sic] (twice)"),
            (
                "Write to <press@ayr.example> or <https://ayr.example>.",
                "Write to press@ayr.example or https://ayr.example.",
            ),
            ("A <b>bold</b> word<br/>and 3 < 4 > 2 <!-- not this -->", "A bold word\n\nand 3 < 4 > 2 "),
            ("Run `a *b* c` and ``d``, ~~not this~~ ~5", "Run a *b* c and d, not this ~5"),
            ("1\\. Not a list \\*here\\* C:\\temp", "1. Not a list *here* C:\\temp"),
            ("“**Ä**” ![", "“Ä” !["),
            ("Quote ** 77 ** of **3 May **", "Quote  77  of 3 May "),
            ("**Note: **The bell _is late _", "Note: The bell is late "),
            ("****Ferry****\nlate, ******he said.**", "Ferry\nlate, he said."),
            ("******Ferry late**", "Ferry late"),
            ("**Ferry****late**, he said.****", "Ferrylate, he said."),
            (
                "What the f**** is s****d, 2 * 3 * 4 and figures **",
                "What the f**** is s****d, 2 * 3 * 4 and figures **",
            ),
        ];
        for (source, expected) in cases {
            assert_eq!(plain(source), expected, "{source}");
        }
    }

    #[test]
    fn hostile_paragraphs_are_read_in_linear_time() {
        let started = Instant::now();
        for mark in ["[", "![", "](", "[](", "<a ", "`", "**a ", "_a", "*a**b***c", "[a][", "``` ", "\\", "!["] {
            plain(&mark.repeat(300_000));
        }
        assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    }
}
