/** The test's patient, by the labels of the form. */
export const patient = {
  "First name": "Ada",
  "Last name": "Zweigenbaum",
  "Date of birth": "1990-04-12",
  Email: "ada.zweigenbaum@example.com",
  Phone: "+13125550142",
  "Street and number": "77 Quarry Lane",
  City: "Chicago",
  State: "IL",
  "ZIP code": "60601",
} as const
