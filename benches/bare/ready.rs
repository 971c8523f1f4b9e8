//! Documents ready to be written, as Pressmark would write them: what is measured on them is the engine alone.

use std::path::Path;

use pressmark::enrich::{Topics, enrich, likeness};
use pressmark::release::EnrichedRelease;
use pressmark::text::{Stems, Tokens, Words};
use tantivy::schema::{Field, Schema};
use tantivy::tokenizer::{TextAnalyzer, WhitespaceTokenizer};
use tantivy::{Index, TantivyDocument};

use crate::releases;

/// The documents of a corpus under the schema of an index that Pressmark made of it.
pub(crate) fn documents(corpus: &Path, schema: &Schema) -> Vec<TantivyDocument> {
    let topics = Topics::read(Topics::BUILT_IN).unwrap();
    let mut stems = Stems::default();
    let releases = releases::of(corpus).into_iter().map(|release| enrich(release, &topics, &mut stems));
    releases.map(|enriched| document(&enriched.release, &enriched.words, schema)).collect()
}

/// An empty index with the schema and the settings of another.
pub(crate) fn empty(folder: &Path, like: &Index) -> Index {
    let (schema, settings) = (like.schema(), like.settings().clone());
    let index = Index::builder().schema(schema).settings(settings).create_in_dir(folder).unwrap();
    index.tokenizers().register("spelled", TextAnalyzer::from(WhitespaceTokenizer::default()));
    index
}

fn document(release: &EnrichedRelease, words: &Words, schema: &Schema) -> TantivyDocument {
    let field = |name: &str| -> Field { schema.get_field(name).unwrap() };
    let mut document = TantivyDocument::default();
    let english = release.language.is_english();
    let exact = |tokens: &Tokens| tokens.iter().map(|token| token.folded).collect::<Vec<_>>().join(" ");
    let bare = |tokens: &Tokens| {
        if english { tokens.iter_stemmed().map(|(_, stem)| stem).collect::<Vec<_>>().join(" ") } else { exact(tokens) }
    };
    let (all, title) = if english { ("stem", "title_stem") } else { ("unstemmed", "title_unstemmed") };
    for tokens in [&words.title, &words.summary, &words.body, &words.title, &words.title] {
        document.add_text(field("text"), exact(tokens));
        document.add_text(field(all), bare(tokens));
    }
    document.add_text(field("title"), exact(&words.title));
    document.add_text(field(title), bare(&words.title));
    document.add_text(field("id"), release.id.as_str());
    document.add_text(field("kind"), release.kind.as_str());
    document.add_text(field("language"), release.language.as_str());
    document.add_text(field("publisher"), release.publisher.as_deref().unwrap_or("unknown"));
    document.add_text(field("publisher_words"), release.publisher.as_deref().unwrap_or_default());
    release.url.iter().for_each(|url| document.add_text(field("address"), url));
    for topic in &release.topics {
        document.add_text(field("topic"), &topic.path);
        document.add_text(field("topic_name"), &topic.path);
    }
    for key in likeness::keys(words) {
        document.add_bytes(field("likeness"), &key.to_be_bytes());
    }
    let day = |last: bool| {
        release.published.as_ref().map_or(i64::MIN, |published| {
            let day = if last { published.date.last_day() } else { published.date.first_day() };
            chrono::Datelike::num_days_from_ce(&day).into()
        })
    };
    document.add_i64(field("first_day"), day(false));
    document.add_i64(field("last_day"), day(true));
    document.add_i64(field("changed"), day(false).saturating_mul(86_400));
    document.add_u64(field("month"), day(false).unsigned_abs() / 30);
    document.add_u64(field("id_key"), release.id.as_str().bytes().fold(0, |key, byte| key << 5 ^ u64::from(byte)));
    document.add_u64(field("version_key"), 1 << 32);
    let EnrichedRelease { id, given_id, title, title_made, published, kind, publisher, language, url, .. } = release;
    let listed = (id, given_id, title, title_made, published, kind, publisher, language, url);
    let listed = (listed, &release.topics, release.version, release.versions);
    let rest = serde_json::json!({
        "authors": release.authors, "summary": release.summary, "given_topics": release.given_topics,
        "captures": release.captures, "notes": release.notes
    });
    document.add_bytes(field("listed"), &postcard::to_stdvec(&listed).unwrap());
    document.add_text(field("rest"), serde_json::to_string(&rest).unwrap());
    document.add_text(field("rest"), &release.body);
    document
}
