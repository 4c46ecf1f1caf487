package federation

import "testing"

// twoPlants share a federation, and come one after the other; each story stands on those before it.
func twoPlants(t *testing.T) {
	const secured = "router.tls=on\n"
	st := open(t, seat{partition: "alpha", machines: alphaMachines, properties: secured}, seat{partition: "beta", machines: betaMachines, properties: secured})
	between := func(tell func(t *testing.T, alpha, beta *side)) func(*testing.T, *stage) {
		return func(t *testing.T, st *stage) { tell(t, st.side("alpha"), st.side("beta")) }
	}
	st.tell(t, []story{
		{"a plant that was never invited is alone and says so", between(alone)},
		{"a wrong code is refused on both sides and changes nothing", between(wrongCode)},
		{"a join that one side gives up leaves both as they were", between(givenUp)},
		{"a plan changes nothing before both sides have accepted", between(joined)},
		{"both sides see the same members and the same ledger", between(sameView)},
		{"what both plants had is still there, and what was equal is one", between(nothingLost)},
		{"what is made in one plant is read in the other, and gone when it is removed", between(sharedMasterdata)},
		{"what is made while the other plant is silent gets there afterwards", between(madeWhileCutOff)},
		{"plants reach each other's door, ledger and console through the tunnel and nothing else", between(scanned)},
		{"one address answers for both plants, and a machine of the other one is made and freed through it", between(oneAddress)},
		{"one set of keys and one bundle of authorities open the routers of both plants", between(oneSetOfKeys)},
		{"each plant takes shared addresses from its own blocks", between(sharedAddresses)},
		{"a project has networks in both plants only where they cannot overlap", between(projectInBoth)},
		{"an address in a block of the other plant is taken there", between(namedElsewhere)},
		{"of a plant that is silent the last known is listed, and creating there is refused and never sent again", between(silentPlant)},
		{"a plant whose neighbour is silent goes on, and nothing is given twice", between(cutOff)},
		{"a plant that is killed goes on as a member", between(killed)},
		{"the ledger is carried on a stick", between(onAStick)},
		{"a plant that was given up for lost is put out, and the other one goes on", between(givenUpForLost)},
		{"a plant that was put out joins again", between(joinedAgain)},
		{"a plant that leaves is alone again, and the other one sees it go", between(left)},
		{"a plant that stops leaves no tunnel behind", between(stopped)},
	})
}
