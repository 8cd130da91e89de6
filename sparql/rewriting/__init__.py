"""The same question, written so that the engine answers it sooner: joins in an order that true counts suggest."""
