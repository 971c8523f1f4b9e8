//! Where a reader goes on from a page of results: in another order, in larger steps, to the next page, to the same in other
//! forms.

use maud::{Markup, html};

use super::link;
use crate::query::{Request, Sort};
use crate::results::SearchResults;

/// The orders to choose from, first those that a query makes.
const ORDERS: [(Sort, &str); 5] = [
    (Sort::Relevance, "Relevance"),
    (Sort::Fresh, "Relevance, newer preferred"),
    (Sort::Newest, "Newest"),
    (Sort::Oldest, "Oldest"),
    (Sort::Changed, "Last changed"),
];

/// The orders to choose from. Without a query all releases are equally relevant.
pub(super) fn orders(request: &Request) -> Markup {
    let orders = if request.query.text.trim().is_empty() { &ORDERS[2..] } else { &ORDERS };
    html! {
        nav.orders aria-label="Order" {
            "Order: "
            @for &(sort, name) in orders {
                a href=(link::changed(request, |request| request.sort = sort))
                    aria-current=[(request.sort == sort).then_some("true")] { (name) }
                " "
            }
        }
    }
}

/// How many results a page may show.
const PAGE_SIZES: [usize; 4] = [10, 20, 50, 100];

/// Larger and smaller pages, where there is more than the smallest shows.
pub(super) fn page_sizes(request: &Request, results: &SearchResults) -> Markup {
    html! {
        @if results.total.is_none_or(|total| total > PAGE_SIZES[0] as u64) {
            nav.sizes aria-label="Results on a page" {
                "On a page: "
                @for size in PAGE_SIZES {
                    a href=(link::changed(request, |request| request.limit = size))
                        aria-current=[(request.limit == size).then_some("true")] { (size) }
                    " "
                }
            }
        }
    }
}

/// The next page, and the first.
pub(super) fn paging(request: &Request, results: &SearchResults) -> Markup {
    let next = results.next_cursor();
    html! {
        @if request.cursor.is_some() || next.is_some() {
            nav.paging aria-label="Pages" {
                @if request.cursor.is_some() {
                    a rel="first" href=(link::changed(request, |_| ())) { "Back to the first page" }
                }
                @if next.is_some() {
                    a rel="next" href=(link::changed(request, |request| request.cursor = next)) { "More results" }
                }
            }
        }
    }
}

/// This very search as data, as a feed, and over time.
pub(super) fn twins(request: &Request) -> Markup {
    html! {
        p.twins {
            "This search as "
            a href=(link::search_json(request)) { "JSON" } ", "
            a href=(link::rows(request)) { "CSV" } " (all of it), "
            a href=(link::feed(request)) { "feed (Atom)" }
            " · " a href=(link::over_time(request)) { "Over time" }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::super::search::SearchPage;
    use super::*;
    use crate::query::{Strictness, parse_parameters};

    fn page(parameters: &str, results: &SearchResults) -> String {
        let request = parse_parameters(parameters, Strictness::Strict).expect("parameters");
        SearchPage { request: &request, results }.render()
    }

    #[test]
    fn pages_lead_on_by_cursor_and_back_to_the_first() {
        let results = SearchResults { next: Some("r-1-2-3".to_owned()), ..sample::results() };
        let page = page("q=police&cursor=r-4-5-6", &results);
        let links = sample::attributes(&page, ".paging a", "href");
        assert_eq!(links, ["/search?q=police", "/search?q=police&cursor=r-1-2-3"]);
        assert_eq!(sample::count(&super::tests::page("q=police", &sample::results()), ".paging"), 0);
    }

    #[test]
    fn without_a_query_there_is_no_order_of_relevance() {
        assert_eq!(sample::texts(&page("", &sample::results()), ".orders a"), ["Newest", "Oldest", "Last changed"]);
        let page = page("q=a", &sample::results());
        assert_eq!(sample::texts(&page, ".orders a[aria-current]"), ["Relevance"]);
    }
}
