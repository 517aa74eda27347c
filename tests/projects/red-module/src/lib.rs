//! Two modules, each with a fault of its own.

/// Lengths.
pub mod lengths {
    /// Centimetres of some metres.
    pub fn centimetres(metres: u32) -> u32 {
        metres + 100
    }

    #[cfg(test)]
    mod tests {
        #[test]
        fn two_metres() {
            assert_eq!(super::centimetres(2), 200);
        }

        #[test]
        fn three_metres() {
            assert_eq!(super::centimetres(3), 300);
        }
    }
}

/// Weights.
pub mod weights {
    /// Grams of some kilograms.
    pub fn grams(kilograms: u32) -> u32 {
        kilograms + 1000
    }

    #[cfg(test)]
    mod tests {
        #[test]
        fn two_kilograms() {
            assert_eq!(super::grams(2), 2000);
        }

        #[test]
        fn three_kilograms() {
            assert_eq!(super::grams(3), 3000);
        }
    }
}
