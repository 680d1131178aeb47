# scene.bash: the company of the demo and of `make terminal`.
# shellcheck shell=bash
# shellcheck disable=SC2034

. "${BASH_SOURCE[0]%/*}/lib.bash"

ADA_PASSWORD='Lighthouse-7-keeper'
JANE_PASSWORD='Harbour-42-crane'
OMAR_PASSWORD='Orchard-19-ladder'
OMAR_NEW_PASSWORD='Granite-88-quarry'
NINA_PASSWORD='Lantern-27-meadow'
MIA_PASSWORD='Quarry-31-lantern'
LENA_PASSWORD='Local-pass-55'

# The data of QuickBooks: three people who work there, and one former employee.
scene_employees() {
	cat <<'JSON'
[
 {"Id": "55", "DisplayName": "Jane Doe", "GivenName": "Jane",
  "FamilyName": "Doe", "Title": "Dispatcher", "Active": true,
  "PrimaryEmailAddr": {"Address": "jane@acme.example"},
  "PrimaryPhone": {"FreeFormNumber": "(540) 555-0141"}},
 {"Id": "56", "DisplayName": "Omar Haddad", "GivenName": "Omar",
  "FamilyName": "Haddad", "Title": "Fitter", "Active": true,
  "PrimaryEmailAddr": {"Address": "omar@acme.example"}},
 {"Id": "57", "DisplayName": "Zoë Müller-O'Brien", "GivenName": "Zoë",
  "FamilyName": "Müller-O'Brien", "Title": "Fitter", "Active": true,
  "PrimaryEmailAddr": {"Address": "zoe@acme.example"}},
 {"Id": "58", "DisplayName": "Rick Left", "GivenName": "Rick",
  "FamilyName": "Left", "Active": false,
  "PrimaryEmailAddr": {"Address": "rick@acme.example"}}
]
JSON
}
