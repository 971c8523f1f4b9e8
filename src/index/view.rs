//! One engine's part of a commit, with its columns open: to open a column takes longer than to read ten values of it.

use std::collections::HashSet;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use tantivy::columnar::{BytesColumn, Column, StrColumn};
use tantivy::index::SegmentId;
use tantivy::{DocId, Searcher, SegmentReader};

use super::schema::column;
use super::stretches::vague;

/// A searcher whose columns are open.
pub(super) struct View {
    searcher: Searcher,
    columns: Vec<Columns>,
    /// The last names of its topics that stand below others.
    topic_names: HashSet<String>,
}

/// The columns of one segment; `None` where no release of it has a value.
pub(super) struct Columns {
    pub(super) first_day: Column<i64>,
    pub(super) last_day: Column<i64>,
    /// See [`Columns::vague`].
    vague: OnceLock<Vec<DocId>>,
    pub(super) changed: Column<i64>,
    pub(super) id_key: Column<u64>,
    pub(super) version_key: Column<u64>,
    pub(super) month: Column<u64>,
    pub(super) topic: Option<TextColumn>,
    pub(super) kind: Option<TextColumn>,
    pub(super) publisher: Option<TextColumn>,
    pub(super) language: Option<TextColumn>,
    pub(super) listed: Option<BytesColumn>,
}

/// A column of texts.
pub(super) struct TextColumn {
    column: StrColumn,
    /// All of them, by ordinal, kept when they were first asked for; `None` where they are too many.
    values: OnceLock<Option<Vec<Arc<str>>>>,
}

/// Of a column with more different texts than this none are kept: publishers are whatever an archive calls them.
const MOST_KEPT: usize = 20_000;

impl View {
    pub(super) fn new(searcher: Searcher) -> tantivy::Result<Self> {
        let columns = searcher.segment_readers().iter().map(Columns::of).collect::<tantivy::Result<Vec<_>>>()?;
        let mut topic_names = HashSet::new();
        for topics in columns.iter().filter_map(|columns| columns.topic.as_ref()) {
            let mut paths = topics.dictionary().stream()?;
            while paths.advance() {
                if let Some((_, name)) = std::str::from_utf8(paths.key()).ok().and_then(|path| path.rsplit_once('/')) {
                    topic_names.insert(name.to_owned());
                }
            }
        }
        Ok(Self { searcher, columns, topic_names })
    }

    /// Whether the term of a topic's path finds only what is of that topic: not where a path of one name is the last
    /// name of another topic too.
    pub(super) fn is_path_alone(&self, path: &str) -> bool {
        !self.topic_names.contains(path)
    }

    /// Its segments, by number, with their columns.
    pub(super) fn segments(&self) -> impl Iterator<Item = (u32, &SegmentReader, &Columns)> {
        (0..).zip(self.searcher.segment_readers()).zip(&self.columns).map(|((number, segment), columns)| {
            let number: u32 = number;
            (number, segment, columns)
        })
    }

    /// Reads of the columns what is kept once a search has asked for it.
    pub(super) fn make_ready(&self) -> tantivy::Result<()> {
        for columns in &self.columns {
            columns.vague();
            for texts in [&columns.topic, &columns.kind, &columns.publisher, &columns.language].into_iter().flatten() {
                texts.values()?;
            }
        }
        Ok(())
    }

    /// What its segments are called: merged ones are called otherwise.
    pub(super) fn segment_ids(&self) -> Vec<SegmentId> {
        self.searcher.segment_readers().iter().map(SegmentReader::segment_id).collect()
    }

    /// The columns of the segment of that number.
    pub(super) fn columns(&self, number: u32) -> Option<&Columns> {
        self.columns.get(number as usize)
    }
}

impl Deref for View {
    type Target = Searcher;

    fn deref(&self) -> &Searcher {
        &self.searcher
    }
}

impl Columns {
    fn of(segment: &SegmentReader) -> tantivy::Result<Self> {
        let open = segment.fast_fields();
        Ok(Self {
            first_day: open.i64(column::FIRST_DAY)?,
            last_day: open.i64(column::LAST_DAY)?,
            vague: OnceLock::new(),
            changed: open.i64(column::CHANGED)?,
            id_key: open.u64(column::ID_KEY)?,
            version_key: open.u64(column::VERSION_KEY)?,
            month: open.u64(column::MONTH)?,
            topic: open.str(column::TOPIC)?.map(TextColumn::of),
            kind: open.str(column::KIND)?.map(TextColumn::of),
            publisher: open.str(column::PUBLISHER)?.map(TextColumn::of),
            language: open.str(column::LANGUAGE)?.map(TextColumn::of),
            listed: open.bytes(column::LISTED)?,
        })
    }

    /// The documents that are dated to more than one day, in order; they are looked for when they are first asked for.
    pub(super) fn vague(&self) -> &[DocId] {
        self.vague.get_or_init(|| vague(&self.first_day, &self.last_day))
    }
}

impl TextColumn {
    fn of(column: StrColumn) -> Self {
        Self { column, values: OnceLock::new() }
    }

    /// The texts with these ordinals, which are in order, each with the count that stands beside its ordinal.
    pub(super) fn named(&self, counted: &[(u64, u64)]) -> tantivy::Result<Vec<(Arc<str>, u64)>> {
        let Some(values) = self.values()? else { return self.looked_up(counted) };
        let value = |ordinal: u64| values.get(usize::try_from(ordinal).ok()?).cloned();
        Ok(counted.iter().filter_map(|(ordinal, count)| Some((value(*ordinal)?, *count))).collect())
    }

    fn values(&self) -> tantivy::Result<Option<&[Arc<str>]>> {
        if let Some(values) = self.values.get() {
            return Ok(values.as_deref());
        }
        let mut values = None;
        if self.column.num_terms() <= MOST_KEPT {
            let mut all = self.column.dictionary().stream()?;
            let values = values.insert(Vec::with_capacity(self.column.num_terms()));
            while all.advance() {
                values.push(String::from_utf8_lossy(all.key()).into());
            }
        }
        Ok(self.values.get_or_init(|| values).as_deref())
    }

    fn looked_up(&self, counted: &[(u64, u64)]) -> tantivy::Result<Vec<(Arc<str>, u64)>> {
        let ordinals: Vec<u64> = counted.iter().map(|(ordinal, _)| *ordinal).collect();
        let mut named = Vec::with_capacity(counted.len());
        let mut counts = counted.iter().map(|(_, count)| *count);
        self.column.dictionary().sorted_ords_to_term_cb(&ordinals, |value| {
            named.extend(counts.next().map(|count| (String::from_utf8_lossy(value).into(), count)));
        })?;
        Ok(named)
    }
}

impl Deref for TextColumn {
    type Target = StrColumn;

    fn deref(&self) -> &StrColumn {
        &self.column
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tantivy::schema::{FAST, STRING, Schema};
    use tantivy::{Index, TantivyDocument};

    #[test]
    fn texts_that_are_kept_and_texts_that_are_looked_up_are_the_same() {
        let mut schema = Schema::builder();
        let field = schema.add_text_field("publisher", STRING | FAST);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 15 << 20).expect("a writer");
        for publisher in ["Eastvale", "Northmere", "Ålesund", "Quay & Sons"] {
            let mut document = TantivyDocument::default();
            document.add_text(field, publisher);
            writer.add_document(document).expect("a document");
        }
        writer.commit().expect("a commit");
        let searcher = index.reader().expect("a reader").searcher();
        let column = searcher.segment_reader(0).fast_fields().str("publisher").expect("a column").expect("values");
        let column = TextColumn::of(column);
        for counted in [vec![], vec![(0, 7), (3, 1)], vec![(0, 1), (1, 2), (2, 3), (3, 4)]] {
            let kept = column.named(&counted).expect("values");
            assert_eq!(kept, column.looked_up(&counted).expect("values"));
            assert_eq!(kept.len(), counted.len());
        }
        assert_eq!(column.named(&[(2, 5)]).expect("a value"), [("Quay & Sons".into(), 5)]);
    }
}
