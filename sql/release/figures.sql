SELECT figure_id, value, printed FROM release.release_figure WHERE release_id = :release_id
