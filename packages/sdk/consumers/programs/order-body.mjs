export const body = {
  panel_slug: "wellness",
  patient: { first_name: "Ben", last_name: "Sample", dob: "1985-11-02", email: "ben@example.com" },
  address: { line1: "2 Specimen Road", city: "Austin", state: "TX", zip: "78701", country: "US" },
}
