"""Results become tables, figures, sentences, and - through a notebook and a renderer - documents."""
