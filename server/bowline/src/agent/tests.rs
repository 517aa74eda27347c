//! Tests of what an agent may do and what it leaves.
