SELECT registry.ask_about_closing(CAST(:ids AS bigint[]))
