//! A voucher on paper: one page of PDF with lines of plain text.

/// The page in points: A5, upright.
const PAGE: &str = "0 0 420 595";

/// A PDF of these lines, which are ASCII.
pub(super) fn voucher_pdf(lines: &[String]) -> Vec<u8> {
    let shown: String = lines
        .iter()
        .map(|line| {
            let escaped = line.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
            format!("({escaped}) Tj T*\n")
        })
        .collect();
    let text = format!("BT /F1 11 Tf 20 TL 36 540 Td\n{shown}ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [{PAGE}] /Contents 4 0 R \
             /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut pdf = "%PDF-1.4\n".to_owned();
    let mut places = String::new();
    for (number, object) in (1..).zip(&objects) {
        places.push_str(&format!("{:010} 00000 n \n", pdf.len()));
        pdf.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    let (table, size) = (pdf.len(), objects.len() + 1);
    pdf.push_str(&format!(
        "xref\n0 {size}\n0000000000 65535 f \n{places}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n"
    ));
    pdf.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_object_is_where_the_table_says() {
        let pdf = String::from_utf8(voucher_pdf(&["Boleto (test)".to_owned()])).expect("ASCII");
        assert!(pdf.contains("(Boleto \\(test\\)) Tj"));
        let from = |place: &str| {
            let place: usize = place.parse().expect("a number");
            pdf.get(place..).expect("a place")
        };
        let (_, end) = pdf.rsplit_once("startxref\n").expect("an end");
        let table = from(end.lines().next().expect("a place"));
        assert!(table.starts_with("xref\n0 6\n"));
        for (number, line) in (1..).zip(table.lines().skip(3).take(5)) {
            let (place, _) = line.split_once(' ').expect("a place");
            assert!(from(place).starts_with(&format!("{number} 0 obj\n")), "{line}");
        }
    }
}
