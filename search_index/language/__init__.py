"""What is known of four languages: letters, lemmas, inflection, compounds, typing errors. No index is known here."""
