package metalplant.federation.membership;

import java.util.List;
import java.util.Optional;
import metalplant.federation.entry.MemberCommand.Role;
import metalplant.federation.entry.Refusal;
import metalplant.federation.signing.MemberKey;
import metalplant.federation.value.PlantId;
import metalplant.federation.value.SortedTree;

/**
 * All plants that are or were members.
 *
 * @param authority highest role that the first plant accepts from the second, as "first/second"; absent = EDIT
 * @param grants what the first plant opens to the second beside that, in the same form; absent = nothing
 */
public record Members(
        SortedTree<PlantId, Member> byId, SortedTree<String, Role> authority, SortedTree<String, Grants> grants) {
    /** Plant numbers go from 0 to 255 (decision 16). */
    public static final int MEMBERS_MAX = 256;

    public static final Members NONE = new Members(SortedTree.empty(), SortedTree.empty(), SortedTree.empty());

    public Optional<Member> find(PlantId plant) {
        return byId.get(plant);
    }

    /** The member; refuses the entry if there is none. */
    public Member get(PlantId plant) {
        return find(plant)
                .orElseThrow(() ->
                        new Refusal(metalplant.federation.entry.Reason.RULE, "plant %s is no member".formatted(plant)));
    }

    public boolean isActive(PlantId plant) {
        return find(plant)
                .filter(member -> member.status() == Member.Status.ACTIVE)
                .isPresent();
    }

    public boolean mayWrite(PlantId plant) {
        return find(plant).filter(member -> member.status().mayWrite()).isPresent();
    }

    /** In the order of their ids. */
    public List<Member> all() {
        return byId.values();
    }

    /** Members that read the ledger and write into it. */
    public List<Member> living() {
        return all().stream().filter(member -> member.status().mayWrite()).toList();
    }

    /** The member with this key, if its signature counts. */
    public Optional<Member> byKey(MemberKey key) {
        return find(key.plant()).filter(member -> member.record().key().equals(key));
    }

    public Members with(Member member) {
        return new Members(byId.with(member.plant(), member), authority, grants);
    }

    /** Whether a living plant other than {@code but} has this label. */
    public boolean labelTaken(String label, PlantId but) {
        return living().stream()
                .anyMatch(member ->
                        !member.plant().equals(but) && member.record().label().equals(label));
    }

    /** What {@code owner} accepts from callers of {@code peer}. */
    public Role authority(PlantId owner, PlantId peer) {
        return authority.get(pair(owner, peer)).orElse(Role.EDIT);
    }

    public Members withAuthority(PlantId owner, PlantId peer, Role highest) {
        return new Members(byId, authority.with(pair(owner, peer), highest), grants);
    }

    /** What {@code owner} opens to callers of {@code peer} although it usually stays inside. */
    public Grants grants(PlantId owner, PlantId peer) {
        return grants.get(pair(owner, peer)).orElse(Grants.NONE);
    }

    public Members withGrants(PlantId owner, PlantId peer, Grants opened) {
        return new Members(byId, authority, grants.with(pair(owner, peer), opened));
    }

    private static String pair(PlantId owner, PlantId peer) {
        return owner.text() + "/" + peer.text();
    }

    /** The highest level that all can read. */
    public int levelForAll() {
        return living().stream()
                .mapToInt(member -> member.record().level())
                .min()
                .orElse(1);
    }
}
