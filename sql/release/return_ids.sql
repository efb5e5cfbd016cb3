-- what a report was made from
SELECT return_id FROM release.release_return WHERE release_id = :release_id ORDER BY return_id
