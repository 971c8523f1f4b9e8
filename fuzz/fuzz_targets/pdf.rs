#![no_main]

libfuzzer_sys::fuzz_target!(
    init: pressmark_fuzz::let_readers_of_pdf_panic(),
    |bytes: &[u8]| pressmark_fuzz::run("pdf", bytes)
);
