import{j as o,n as i}from"/assets/chunk-KECOZNNJ.js";function n({id:t}){return o(i,{title:`Session ${t}`})}export{n as RoomPage};
