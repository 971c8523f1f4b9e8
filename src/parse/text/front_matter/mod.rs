//! Front matter: fields above a Markdown text, between `---` (YAML), `+++` (TOML) or the fences of a code block.
//!
//! The fields have the names of [rows](super::super::row). A field in a group is read under both their names, as
//! `published` and `time` in a group `article`, the way exports of pages put the names of `<meta>` into YAML.

mod salvage;
mod site;
mod toml;
mod yaml;

use serde_json::{Map, Value};

use super::super::made_title::made_title;
use super::super::paragraphs::{blocks, letters, one_line};
use super::super::row::{self, Fields};
use super::super::summary::repeats;
use super::super::{Draft, Settings, Unread, host, html, markdown};
use super::article;
use crate::release::Language;

/// Front matter is a screen or two.
const LONGEST: usize = 64 << 10;

/// Groups within groups; the front matter of exports has three.
const DEEPEST: usize = 8;

/// How far down a text repeats its title.
const HEAD_BLOCKS: usize = 4;

/// A text in two.
pub(super) struct Matter<'t> {
    format: Format,
    fields: &'t str,
    text: &'t str,
}

#[derive(Clone, Copy)]
enum Format {
    Yaml,
    Toml,
}

impl<'t> Matter<'t> {
    /// Parts a text that begins with front matter.
    pub(super) fn part(source: &'t str) -> Option<Self> {
        let source = source.trim_start();
        let (opening, after) = source.split_once('\n')?;
        let (format, closings): (_, &[&str]) = match opening.trim_end() {
            "---" => (Format::Yaml, &["---", "..."]),
            "+++" => (Format::Toml, &["+++"]),
            "```yaml" | "```yml" => (Format::Yaml, &["```"]),
            "```toml" => (Format::Toml, &["```"]),
            _ => return None,
        };
        let mut end = 0;
        for line in after.split_inclusive('\n') {
            if closings.contains(&line.trim_end()) {
                let fields = after.get(..end)?;
                let text = after.get(end + line.len()..)?;
                return states_fields(fields, format).then_some(Self { format, fields, text });
            }
            end += line.len();
            if end > LONGEST {
                break;
            }
        }
        None
    }

    /// The release, or what is wrong with the fields and where.
    pub(super) fn read(&self, settings: &Settings) -> Result<Result<Draft, Unread>, String> {
        let (found, note) = match self.format {
            Format::Yaml => match yaml::fields(self.fields) {
                Ok(found) => (found, None),
                Err(reason) => {
                    let found = salvage::fields(self.fields);
                    if found.is_empty() {
                        return Err(reason);
                    }
                    (found, Some(format!("front matter is no YAML, and was read line by line: {reason}")))
                }
            },
            Format::Toml => (toml::fields(self.fields)?, None),
        };
        let mut flat = Map::new();
        flatten("", found, &mut flat);
        let draft = release(&Fields::new(flat), self.text, settings);
        Ok(draft.map(|mut draft| {
            draft.notes.extend(note);
            draft
        }))
    }
}

/// A rule and a headline are no front matter: the first line names a field.
fn states_fields(fields: &str, format: Format) -> bool {
    let separator = match format {
        Format::Yaml => ':',
        Format::Toml => '=',
    };
    let mut lines = fields.lines().map(str::trim_end).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.next().is_some_and(|line| {
        let name = line.split_once(separator).map_or("", |(name, _)| name.trim());
        let known = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.\"'".contains(&byte);
        line.starts_with('[') || (!name.is_empty() && name.bytes().all(known))
    })
}

/// Gives fields of groups the names of both. Nested as deep as the readers of YAML and TOML let be.
fn flatten(group: &str, fields: Map<String, Value>, into: &mut Map<String, Value>) {
    for (name, value) in fields {
        let name = format!("{group}{name}");
        if let Value::Object(fields) = &value {
            flatten(&format!("{name}_"), fields.clone(), into);
        }
        into.entry(name).or_insert(value);
    }
}

fn release(fields: &Fields, text: &str, settings: &Settings) -> Result<Draft, Unread> {
    let tag = fields.first(&["language", "lang", "locale", "og_locale"], row::text);
    let order = html::day_order(tag.as_deref(), settings);
    let mut draft = row::stated(fields, order);
    draft.language = draft.language.or_else(|| tag.as_deref().and_then(Language::from_tag));
    part_title(&mut draft, fields, settings);
    let given = std::mem::take(&mut draft.body);
    let text = if text.trim().is_empty() { given } else { markdown::text(text) };
    let mut blocks = blocks(&text);
    if let Some(title) = draft.title.as_deref().map(letters) {
        let mut at = 0;
        blocks.retain(|block| {
            at += 1;
            at > HEAD_BLOCKS || letters(&block.joined()) != title
        });
    }
    article::fill(&mut draft, blocks, order);
    if draft.body.is_empty() && draft.title.is_none() && draft.summary.is_none() {
        return Err(Unread::Skipped("the front matter has no title, and no text follows it".to_owned()));
    }
    if draft.body.is_empty() {
        draft.notes.push("no text follows the front matter".to_owned());
    } else {
        draft.summary = draft.summary.filter(|summary| !repeats(summary, &draft.body));
    }
    if draft.title.is_none() {
        draft.title = made_title(&draft.body).or_else(|| draft.summary.as_deref().and_then(made_title));
        draft.title_made = true;
    }
    Ok(draft)
}

/// Takes the name of the site off the title, and takes it for the publisher where the fields name none.
fn part_title(draft: &mut Draft, fields: &Fields, settings: &Settings) {
    let stated = fields.first(&["og_title", "twitter_title"], row::text).map(|title| row::plain(&title));
    let host = draft.url.as_deref().and_then(host);
    let known = site::Known {
        publishers: [draft.publisher.as_deref(), settings.publisher.as_deref()],
        host: host.as_deref(),
        headline: stated.as_deref(),
    };
    let parts = draft.title.as_deref().and_then(|title| site::part(title, &known));
    let parts = parts.map(|(headline, site)| (headline.to_owned(), one_line(site)));
    if let Some((headline, site)) = parts {
        draft.title = Some(headline);
        draft.publisher.get_or_insert(site);
    }
}
