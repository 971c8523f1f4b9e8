//! Ranking quality.
//!
//! What is measured: nDCG@10, any word matching, of our ranking, and of plain BM25 as Lucene has it (k1 1.2, b 0.75,
//! English stemmer, its 33 stop words) on the same documents.
//! Corpus: the bundled archive with `fixtures/judgements.tsv`; and Cranfield, Medline, CISI, CACM and NPL out of the
//! folder `ir-classic` below `PRESSMARK_ARCHIVES`, unpacked, where that is set.
//! Notes: weights were chosen with all of these collections in view, and none was kept back: the figures say what the
//! ranking gains on them, not what it would gain on others.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a bench prints, and ends where it cannot go on")]
#![expect(dead_code, reason = "what the tests share has more than is measured here")]

#[path = "../tests/judged.rs"]
mod judged;
#[path = "../tests/lucene.rs"]
mod lucene;
#[path = "../tests/measured.rs"]
mod measured;
#[path = "../tests/support.rs"]
mod support;

use pressmark::index::Index;

fn main() {
    let measured = measured::judged_queries(&Index::open(support::bundled()).unwrap());
    println!("own judgements  {} queries  nDCG@10 {:.4}", measured.len(), judged::mean(measured.values().copied()));
    let Some(archives) = std::env::var_os("PRESSMARK_ARCHIVES") else { return };
    let (mut ratios, mut worst) = (Vec::new(), f64::MAX);
    for collection in judged::classic(&std::path::PathBuf::from(archives).join("ir-classic")) {
        let (plain, ours) = measured::beside_plain_bm25(&collection);
        let (documents, queries) = (collection.documents.len(), collection.queries.len());
        println!(
            "{:<5} {documents:>6} documents {queries:>4} queries  plain BM25 {plain:.4}  ours {ours:.4}  ratio {:.3}",
            collection.name,
            ours / plain
        );
        ratios.push(ours / plain);
        worst = worst.min(ours / plain);
    }
    println!("ratio: worst {worst:.3}, mean {:.3}", judged::mean(ratios.into_iter()));
}
