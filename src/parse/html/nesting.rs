//! How deep a page can nest, told by the tokenizer of the parser itself: no disagreement over comments, quotes or raw
//! text can hide a tag from it. Linear; only pages with thousands of tags are asked.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use html5ever::LocalName;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use super::sort::Sort;

/// The most tags that stand open at a time. An end tag closes one of its name, or nothing: `<div></x>` goes ever deeper.
pub(super) fn most_open(page: &str) -> usize {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(page));
    let tokenizer = Tokenizer::new(Open::default(), TokenizerOpts::default());
    // A script asks the tokenizer to pause behind its end tag.
    while !input.is_empty() {
        let before = tokenizer.sink.tags.get();
        let _ = tokenizer.feed(&input);
        if before == tokenizer.sink.tags.get() {
            break;
        }
    }
    tokenizer.end();
    tokenizer.sink.most.get()
}

#[derive(Default)]
struct Open {
    tags: Cell<usize>,
    open: Cell<usize>,
    open_by_name: RefCell<HashMap<LocalName, usize>>,
    most: Cell<usize>,
    /// Whether `svg` or `math` was opened: there, nothing is raw text, and what leaves them is for the parser to say.
    foreign: Cell<bool>,
}

impl TokenSink for Open {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let Token::TagToken(tag) = token else { return TokenSinkResult::Continue };
        self.tags.set(self.tags.get() + 1);
        match tag.kind {
            TagKind::StartTag => self.start(&tag),
            TagKind::EndTag => {
                if let Some(open @ 1..) = self.open_by_name.borrow_mut().get_mut(&tag.name) {
                    *open -= 1;
                    self.open.set(self.open.get().saturating_sub(1));
                }
                TokenSinkResult::Continue
            }
        }
    }
}

impl Open {
    fn start(&self, tag: &Tag) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        if nests(name) {
            *self.open_by_name.borrow_mut().entry(tag.name.clone()).or_default() += 1;
            self.open.set(self.open.get() + 1);
            self.most.set(self.most.get().max(self.open.get()));
        }
        if matches!(name, "svg" | "math") {
            self.foreign.set(true);
        }
        match name {
            _ if self.foreign.get() => TokenSinkResult::Continue,
            "script" => TokenSinkResult::RawData(RawKind::ScriptData),
            "style" | "xmp" | "iframe" | "noembed" | "noframes" => TokenSinkResult::RawData(RawKind::Rawtext),
            "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
            "plaintext" => TokenSinkResult::Plaintext,
            _ => TokenSinkResult::Continue,
        }
    }
}

/// Tags that close themselves count where they can nest, as `<li><dd>` does without end.
fn nests(name: &str) -> bool {
    match Sort::of(name.as_bytes()) {
        Sort::Void => false,
        Sort::SelfClosing => matches!(name, "li" | "dd" | "dt"),
        _ => true,
    }
}
