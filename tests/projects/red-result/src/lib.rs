//! A check that refuses what it should take.

/// Reads a port; what is no number, or no port that a program may take, is an error.
pub fn port(text: &str) -> Result<u16, String> {
    let number: u16 = text.trim().parse().map_err(|_| format!("`{text}` is no number"))?;
    if number > 1024 {
        return Err(format!("{number} is reserved"));
    }
    Ok(number)
}

#[cfg(test)]
mod tests {
    use super::port;

    #[test]
    fn a_common_port_is_read() -> Result<(), String> {
        assert_eq!(port("8080 ")?, 8080);
        Ok(())
    }

    #[test]
    fn words_are_refused() {
        assert!(port("http").is_err());
    }
}
