//! The metas that date a page.

use crate::release::Evidence;

use super::super::page::Page;

/// Metas that state publication, and those that may mean creation as well.
const METAS: [(&str, Evidence); 42] = [
    ("article:published_time", Evidence::Meta),
    ("article:published", Evidence::Meta),
    ("article.published", Evidence::Meta),
    ("article:post_date", Evidence::Meta),
    ("article:publicationdate", Evidence::Meta),
    ("og:article:published_time", Evidence::Meta),
    ("og:published_time", Evidence::Meta),
    ("datepublished", Evidence::Meta),
    ("date_published", Evidence::Meta),
    ("dc.date.issued", Evidence::Meta),
    ("dc.date.published", Evidence::Meta),
    ("dc.issued", Evidence::Meta),
    ("dcterms.issued", Evidence::Meta),
    ("dcterms:issued", Evidence::Meta),
    ("pubdate", Evidence::Meta),
    ("pub_date", Evidence::Meta),
    ("publishdate", Evidence::Meta),
    ("publish-date", Evidence::Meta),
    ("publish_date", Evidence::Meta),
    ("publicationdate", Evidence::Meta),
    ("publication_date", Evidence::Meta),
    ("publication-date", Evidence::Meta),
    ("published-date", Evidence::Meta),
    ("published_at", Evidence::Meta),
    ("originalpublicationdate", Evidence::Meta),
    ("citation_publication_date", Evidence::Meta),
    ("cxenseparse:recs:publishtime", Evidence::Meta),
    ("sailthru.date", Evidence::Meta),
    ("parsely-pub-date", Evidence::Meta),
    ("rnews:datepublished", Evidence::Meta),
    ("govuk:first-published-at", Evidence::Meta),
    ("bt:pubdate", Evidence::Meta),
    ("uploaddate", Evidence::Meta),
    ("dc.date", Evidence::WeakMeta),
    ("dc:date", Evidence::WeakMeta),
    ("dc.date.created", Evidence::WeakMeta),
    ("dc.created", Evidence::WeakMeta),
    ("dcterms.created", Evidence::WeakMeta),
    ("dcterms.date", Evidence::WeakMeta),
    ("datecreated", Evidence::WeakMeta),
    ("creation_date", Evidence::WeakMeta),
    ("date", Evidence::WeakMeta),
];

/// How the last word of a site's own property states publication: `five_hundred_pixels:uploaded`.
const OWN: [&str; 4] = [":uploaded", ":published", ":pubdate", ":published_at"];

/// What the metas of a page state.
pub(super) fn stated(page: &Page) -> impl Iterator<Item = (Evidence, String)> {
    let known =
        METAS.iter().flat_map(|(name, evidence)| page.metas(name).map(|content| (*evidence, content.to_owned())));
    let own = page.metas.iter().filter(|(name, _)| OWN.iter().any(|last| name.ends_with(last)));
    known.chain(own.map(|(_, content)| (Evidence::Meta, content.clone())))
}
