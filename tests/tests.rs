//! Tests of the program from outside, by what they hold.

mod fixtures; // every source gives the releases beside it
